using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>What a transaction did.</summary>
/// <param name="Transaction">Which.</param>
/// <param name="Succeeded">One that reverted is in its block all the same, and changed nothing but its sender's nonce.</param>
/// <param name="Logs">In their order.</param>
internal sealed record LedgerReceipt(LedgerTransaction Transaction, bool Succeeded, IReadOnlyList<EvmLog> Logs);

/// <summary>Runs transactions as the contracts would. Gas costs nothing, so that balances are what the script says.</summary>
internal static class LedgerMachine
{
    public static LedgerReceipt Run(LedgerTransaction transaction, long time, ref LedgerState state)
    {
        var from = transaction.From;
        state = state with { Nonces = state.Nonces.SetItem(from, state.Nonces.GetValueOrDefault(from) + 1) };
        var logs = new List<EvmLog>();
        var next = transaction.Action switch
        {
            LedgerAction.Pay pay => Pay(state, from, pay),
            LedgerAction.Transfer transfer => Move(state, transfer.Token, from, transfer.Recipient, transfer.Amount, logs),
            LedgerAction.Deposit deposit => Deposit(state, from, deposit, time, logs),
            LedgerAction.Withdraw withdraw => Withdraw(state, from, withdraw, time, logs),
            _ => throw new InvalidOperationException($"{transaction.Action} is no action."),
        };
        if (next is null) return new(transaction, false, []);
        state = next;
        return new(transaction, true, logs);
    }

    private static LedgerState? Pay(LedgerState state, EvmAddress from, LedgerAction.Pay pay)
    {
        var has = state.Coins.GetValueOrDefault(from);
        if (has < pay.Wei) return null;
        var paid = state.WithCoins(from, has - pay.Wei);
        return paid.WithCoins(pay.To, paid.Coins.GetValueOrDefault(pay.To) + pay.Wei);
    }

    private static LedgerState? Move(LedgerState state, EvmAddress contract, EvmAddress from, EvmAddress to, UInt128 amount, List<EvmLog> logs)
    {
        if (!state.Tokens.TryGetValue(contract, out var token) || token.Move(from, to, amount) is not { } moved) return null;
        logs.Add(LedgerEvents.Transfer(contract, from, to, amount));
        return state.WithToken(contract, moved);
    }

    private static LedgerState? Deposit(LedgerState state, EvmAddress from, LedgerAction.Deposit deposit, long time, List<EvmLog> logs)
    {
        var address = deposit.Vault;
        if (Accrue(state, address, time, logs) is not { } accrued) return null;
        var (vault, shareToken) = (accrued.Vaults[address], accrued.Tokens[address]);
        var total = accrued.Tokens[vault.Asset].BalanceOf(address);
        if (LedgerVault.ToShares(deposit.Assets, total, shareToken.Supply) is not { } shares) return null;
        var paid = Move(accrued, vault.Asset, from, address, deposit.Assets, logs);
        var minted = paid is null ? null : Move(paid, address, default, from, shares, logs);
        if (minted is not null) logs.Add(LedgerEvents.Deposit(address, from, deposit.Assets, shares));
        return minted;
    }

    private static LedgerState? Withdraw(LedgerState state, EvmAddress from, LedgerAction.Withdraw withdraw, long time, List<EvmLog> logs)
    {
        var address = withdraw.Vault;
        if (Accrue(state, address, time, logs) is not { } accrued) return null;
        var (vault, shareToken) = (accrued.Vaults[address], accrued.Tokens[address]);
        var total = accrued.Tokens[vault.Asset].BalanceOf(address);
        if (LedgerVault.ToSharesUp(withdraw.Assets, total, shareToken.Supply) is not { } shares) return null;
        var burned = Move(accrued, address, from, default, shares, logs);
        var paid = burned is null ? null : Move(burned, vault.Asset, address, from, withdraw.Assets, logs);
        if (paid is not null) logs.Add(LedgerEvents.Withdraw(address, from, withdraw.Assets, shares));
        return paid;
    }

    // Null where there is no vault.
    private static LedgerState? Accrue(LedgerState state, EvmAddress address, long time, List<EvmLog> logs)
    {
        if (!state.Vaults.TryGetValue(address, out var vault)) return null;
        var grown = vault.Grown(state.Tokens[vault.Asset], address, time);
        return grown == 0 ? state : Move(state.WithVault(address, vault with { AccruedAt = time }), vault.Asset, vault.Reserve, address, grown, logs);
    }
}
