using CrossChainOracle.Node.Sandbox.Accounts.Cosmos;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;
using static CrossChainOracle.Node.Sandbox.Accounts.AccountsCast;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>The scripts. Amounts are in each asset's smallest unit.</summary>
internal static class AccountsScripts
{
    // Of USDC and of ATOM, which have six decimals both.
    private const ulong Whole = 1_000_000;
    private const ulong Lamports = 1_000_000_000;
    private const ulong Milliether = 1_000_000_000_000_000;

    private const string Deposit = "deposit";
    private const string VaultDeposit = "vault deposit";

    /// <summary>Every round gives back what it took, but for fees and a vault's rounding, so that it can be played for years.</summary>
    public static AccountsScript Steady() => new("steady", new(), 24_000, true,
    [
        Token(2_000, "alice moves 25 USDC to her cold address", "alice", "alice cold", 25 * Whole),
        Spl(3_000, "bob pays alice 10 USDC on Solana", "bob", "alice", 10 * Whole),
        Bank(4_000, "carol pays alice 3 ATOM", "carol", "alice", Atom, 3 * Whole),
        Vaulted(5_000, "alice puts 10 USDC into the vault", "alice", new LedgerAction.Deposit(Vault, 10 * Whole)),
        Token(6_500, "an exchange pays bob 200 USDC", "exchange", "bob", 200 * Whole),
        Coin(8_000, "alice pays carol 0.25 ETH", "alice", "carol", 250 * Milliether),
        new(8_500, "the EVM chain replaces two blocks by others with the same transactions", new AccountsMove.Reorg(2, [])),
        Sol(11_000, "alice pays bob 0.5 SOL", "alice", "bob", Lamports / 2),
        Token(12_500, "bob pays the exchange 200 USDC", "bob", "exchange", 200 * Whole),
        Vaulted(14_000, "alice takes 10 USDC out of the vault", "alice", new LedgerAction.Withdraw(Vault, 10 * Whole)),
        Spl(15_500, "alice pays bob 10 USDC on Solana", "alice", "bob", 10 * Whole),
        Bank(17_000, "alice pays carol 3 ATOM", "alice", "carol", Atom, 3 * Whole),
        Coin(18_500, "carol pays alice 0.25 ETH", "carol", "alice", 250 * Milliether),
        Token(20_000, "alice moves 25 USDC back from her cold address", "alice cold", "alice", 25 * Whole),
        Sol(21_500, "bob pays alice 0.5 SOL", "bob", "alice", Lamports / 2),
    ]);

    /// <summary>Finality comes late enough that the deposit is still unsafe when it is dropped. The withdrawal stands for two seconds before: a slow reader sees it too.</summary>
    public static AccountsScript Reorg() => new("reorg", new(10, 16), 26_000, false,
    [
        Token(4_000, "an exchange pays alice 60 USDC", "exchange", "alice", 60 * Whole, Deposit),
        Token(5_000, "alice pays the exchange 60 USDC", "alice", "exchange", 60 * Whole),
        new(7_000, "the deposit is reorganised away, the withdrawal is not", new AccountsMove.Reorg(null, [Deposit])),
        Vaulted(12_000, "alice puts 20 USDC into the vault", "alice", new LedgerAction.Deposit(Vault, 20 * Whole), VaultDeposit),
        new(12_900, "the vault deposit is reorganised away", new AccountsMove.Reorg(3, [VaultDeposit])),
        Token(15_000, "bob pays alice 15 USDC, which becomes final", "bob", "alice", 15 * Whole),
    ]);

    private static AccountsStep Token(long at, string what, string from, string to, ulong amount, string? name = null) =>
        new(at, what, new AccountsMove.OnEvm(EvmOf(from), new LedgerAction.Transfer(Usdc, EvmOf(to), amount), name));

    private static AccountsStep Vaulted(long at, string what, string from, LedgerAction action, string? name = null) => new(at, what, new AccountsMove.OnEvm(EvmOf(from), action, name));

    private static AccountsStep Coin(long at, string what, string from, string to, ulong wei) => new(at, what, new AccountsMove.OnEvm(EvmOf(from), new LedgerAction.Pay(EvmOf(to), wei)));

    private static AccountsStep Spl(long at, string what, string from, string to, ulong amount) => new(at, what, new AccountsMove.OnSolana(new ClusterAction.Send(SolanaOf(from), UsdcMint, SolanaOf(to), amount)));

    private static AccountsStep Sol(long at, string what, string from, string to, ulong lamports) => new(at, what, new AccountsMove.OnSolana(new ClusterAction.Pay(SolanaOf(from), SolanaOf(to), lamports)));

    private static AccountsStep Bank(long at, string what, string from, string to, string denom, ulong amount) => new(at, what, new AccountsMove.OnCosmos(new CosmosSend(CosmosOf(from), CosmosOf(to), denom, amount)));
}
