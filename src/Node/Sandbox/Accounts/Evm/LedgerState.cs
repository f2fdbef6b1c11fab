using System.Collections.Immutable;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>All that a chain of accounts knows after a block. Immutable, so that every block keeps its own.</summary>
/// <param name="Coins">Wei by address; none is zero.</param>
/// <param name="Nonces">Transactions sent.</param>
/// <param name="Tokens">By contract. The shares of a vault are the token at its address.</param>
/// <param name="Vaults">By contract.</param>
internal sealed record LedgerState(
    ImmutableSortedDictionary<EvmAddress, UInt128> Coins,
    ImmutableSortedDictionary<EvmAddress, ulong> Nonces,
    ImmutableSortedDictionary<EvmAddress, LedgerToken> Tokens,
    ImmutableSortedDictionary<EvmAddress, LedgerVault> Vaults)
{
    public static LedgerState Empty { get; } = new(
        ImmutableSortedDictionary<EvmAddress, UInt128>.Empty,
        ImmutableSortedDictionary<EvmAddress, ulong>.Empty,
        ImmutableSortedDictionary<EvmAddress, LedgerToken>.Empty,
        ImmutableSortedDictionary<EvmAddress, LedgerVault>.Empty);

    public LedgerState WithCoins(EvmAddress owner, UInt128 wei) => this with { Coins = wei == 0 ? Coins.Remove(owner) : Coins.SetItem(owner, wei) };

    public LedgerState WithToken(EvmAddress contract, LedgerToken token) => this with { Tokens = Tokens.SetItem(contract, token) };

    public LedgerState WithVault(EvmAddress contract, LedgerVault vault) => this with { Vaults = Vaults.SetItem(contract, vault) };
}
