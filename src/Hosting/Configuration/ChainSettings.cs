using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>One chain whose accounts are attested, and where it is read. Sound: whoever holds one has had every rule checked.</summary>
/// <param name="Name">For people.</param>
/// <param name="Profile">How its facts are judged.</param>
/// <param name="Endpoints">n, each once.</param>
/// <param name="Agreement">k: equal answers that are needed, 1 to n.</param>
/// <param name="Poll">Time between two looks.</param>
/// <param name="Multicall">On EVM chains.</param>
/// <param name="Trust">On Cosmos chains whose values are proven; null: they are believed because k of n endpoints say them.</param>
/// <param name="Source">Where the assumptions about finality come from.</param>
public sealed record ChainSettings(string Name, ChainProfile Profile, IReadOnlyList<Uri> Endpoints, int Agreement, TimeSpan Poll, EvmAddress Multicall, CosmosTrust? Trust, string Source)
{
    /// <summary>How the chain is read, where it is an EVM chain.</summary>
    public EvmReaderOptions ToReaderOptions() => new() { Chain = Profile.Chain, Endpoints = Endpoints, Agreement = Agreement, Multicall = Multicall };

    /// <summary>How the chain is read, where it is a Solana cluster.</summary>
    public SolanaReaderOptions ToSolanaOptions() => new() { Chain = Profile.Chain, Endpoints = Endpoints, Agreement = Agreement };

    /// <summary>How the chain is read, where it is a Cosmos chain.</summary>
    public CosmosReaderOptions ToCosmosOptions() => new() { Chain = Profile.Chain, Endpoints = Endpoints, Agreement = Agreement };

    /// <summary>How its facts are judged in rounds. A status tells of what is not final, and ends with it.</summary>
    public ChainRule ToRule() =>
        new(Profile.Chain, (uint)Profile.ConfirmedDepth, (uint)Profile.UnfinalizedTtlMs, (uint)Profile.FinalizedValidForMs, StatusValidForMs: (uint)Profile.UnfinalizedTtlMs);
}
