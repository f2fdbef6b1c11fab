using System.Collections.Immutable;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>An account of the cluster. Immutable.</summary>
/// <param name="Program">Who owns it.</param>
/// <param name="Lamports">10^-9 SOL.</param>
/// <param name="Executable">It is a program.</param>
/// <param name="Data">May be empty.</param>
internal sealed record ClusterAccount(SolanaKey Program, ulong Lamports, bool Executable, ReadOnlyMemory<byte> Data);

/// <summary>All accounts after a slot. Immutable, so that every slot keeps its own.</summary>
internal sealed record ClusterState(ImmutableSortedDictionary<SolanaKey, ClusterAccount> Accounts)
{
    // What an account of that size must hold to be kept for good (rent exemption, 128 bytes of overhead at 6,960 lamports a byte).
    private const ulong LamportsPerByte = 6_960;
    private const ulong Overhead = 128;

    public static ClusterState Empty { get; } = new(ImmutableSortedDictionary<SolanaKey, ClusterAccount>.Empty);

    public ClusterState WithWallet(SolanaKey key, ulong lamports) => With(key, new(SplAccounts.System, lamports, false, ReadOnlyMemory<byte>.Empty));

    public ClusterState WithMint(SolanaKey key, byte decimals, ulong supply) => WithData(key, SplAccounts.Mint(decimals, supply));

    /// <summary>The owner's associated token account.</summary>
    public ClusterState WithTokens(SolanaKey mint, SolanaKey owner, ulong amount) =>
        WithData(ProgramAddress.Associated(owner, SplAccounts.Token, mint), SplAccounts.Account(mint, owner, amount));

    public ClusterState With(SolanaKey key, ClusterAccount account) => new(Accounts.SetItem(key, account));

    private ClusterState WithData(SolanaKey key, byte[] data) => With(key, new(SplAccounts.Token, LamportsPerByte * (Overhead + (ulong)data.Length), false, data));
}
