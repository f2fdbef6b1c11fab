using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>What a transaction does.</summary>
/// <param name="Payer">Who signs it and pays its fee.</param>
internal abstract record ClusterAction(SolanaKey Payer)
{
    /// <summary>The accounts that its message names: the payer, those that are written, those that are only read.</summary>
    public abstract IReadOnlyList<SolanaKey> Keys { get; }

    /// <summary>How many of the last keys are only read; the very last is the program.</summary>
    public abstract int ReadOnly { get; }

    /// <summary>The system program's <c>Transfer</c>.</summary>
    public sealed record Pay(SolanaKey Payer, SolanaKey To, ulong Lamports) : ClusterAction(Payer)
    {
        public override IReadOnlyList<SolanaKey> Keys => [Payer, To, SplAccounts.System];

        public override int ReadOnly => 1;
    }

    /// <summary>SPL Token's <c>TransferChecked</c> between associated token accounts.</summary>
    public sealed record Send(SolanaKey Payer, SolanaKey Mint, SolanaKey To, ulong Amount) : ClusterAction(Payer)
    {
        public SolanaKey Source => ProgramAddress.Associated(Payer, SplAccounts.Token, Mint);

        public SolanaKey Target => ProgramAddress.Associated(To, SplAccounts.Token, Mint);

        public override IReadOnlyList<SolanaKey> Keys => [Payer, Source, Target, Mint, SplAccounts.Token];

        public override int ReadOnly => 2;
    }
}

/// <summary>A transaction in its slot.</summary>
/// <param name="Signature">64 bytes in base58.</param>
/// <param name="Action">What it did.</param>
/// <param name="Keys">Every account that it names.</param>
/// <param name="Failed">Only its fee was taken.</param>
/// <param name="Before">Each named account before it; null where there was none.</param>
/// <param name="After">Each named account after it.</param>
internal sealed record ClusterTransaction(
    string Signature, ClusterAction Action, IReadOnlyList<SolanaKey> Keys, bool Failed, IReadOnlyList<ClusterAccount?> Before, IReadOnlyList<ClusterAccount?> After)
{
    /// <summary>Lamports for one signature.</summary>
    public const ulong Fee = 5_000;

    /// <summary>Nobody signs here: the signature is made of what the transaction does and its number, so that it is never another's.</summary>
    public static string SignatureOf(ClusterAction action, ulong number)
    {
        var text = System.Text.Encoding.UTF8.GetBytes($"{number} {action}");
        return Base58.Encode([.. Keccak256.Hash(text).ToArray(), .. Keccak256.Hash(text, "again"u8).ToArray()]);
    }

    public static ClusterTransaction Run(string signature, ClusterAction action, ref ClusterState state)
    {
        var keys = action.Keys;
        var before = state;
        state = Charge(state, action.Payer);
        var done = action switch
        {
            ClusterAction.Pay pay => Pay(state, pay),
            ClusterAction.Send send => Send(state, send),
            _ => throw new InvalidOperationException($"{action} is no action."),
        };
        state = done ?? state;
        var after = state;
        return new(signature, action, keys, done is null, [.. keys.Select(key => before.Accounts.GetValueOrDefault(key))], [.. keys.Select(key => after.Accounts.GetValueOrDefault(key))]);
    }

    private static ClusterState Charge(ClusterState state, SolanaKey payer)
    {
        var wallet = state.Accounts[payer];
        return state.With(payer, wallet with { Lamports = wallet.Lamports - Fee });
    }

    private static ClusterState? Pay(ClusterState state, ClusterAction.Pay pay)
    {
        var wallet = state.Accounts[pay.Payer];
        if (wallet.Lamports < pay.Lamports) return null;
        var paid = state.With(pay.Payer, wallet with { Lamports = wallet.Lamports - pay.Lamports });
        var payee = paid.Accounts.GetValueOrDefault(pay.To) ?? new(SplAccounts.System, 0, false, ReadOnlyMemory<byte>.Empty);
        return paid.With(pay.To, payee with { Lamports = payee.Lamports + pay.Lamports });
    }

    private static ClusterState? Send(ClusterState state, ClusterAction.Send send)
    {
        if (SplAccounts.BalanceOf(state.Accounts.GetValueOrDefault(send.Source)) is not { } source || source.Amount < send.Amount) return null;
        var paid = Set(state, send.Source, source with { Amount = source.Amount - send.Amount });
        return SplAccounts.BalanceOf(paid.Accounts.GetValueOrDefault(send.Target)) is { } target ? Set(paid, send.Target, target with { Amount = target.Amount + send.Amount }) : null;
    }

    private static ClusterState Set(ClusterState state, SolanaKey key, SplBalance balance) =>
        state.With(key, state.Accounts[key] with { Data = SplAccounts.Account(balance.Mint, balance.Owner, balance.Amount) });
}
