using System.Collections.Concurrent;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Running;

/// <summary>What people see of a relay: each chain as its last step left it.</summary>
public sealed class RelayBoard
{
    private readonly ConcurrentDictionary<ChainId, ChainView> _chains = [];

    /// <summary>In order of chain.</summary>
    public IReadOnlyList<ChainView> Chains => [.. _chains.Values.OrderBy(static chain => chain.Chain)];

    public void Set(ChainView chain) => _chains[chain.Chain] = chain;
}
