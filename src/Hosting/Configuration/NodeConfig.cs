using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Everything that a node needs to be told. Sound: whoever holds one has had every rule checked.</summary>
public sealed record NodeConfig
{
    /// <summary>Names the deployment; its hash separates the signatures of one from another's.</summary>
    public required string Deployment { get; init; }

    /// <summary>Ledger, stream and attesters' logs.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the HTTP interface listens; port 0 takes a free one.</summary>
    public required Uri Listen { get; init; }

    public required AttesterConfig Attesters { get; init; }

    public required PythConfig Pyth { get; init; }

    public required IReadOnlyList<ChainConfig> Chains { get; init; }

    public required IReadOnlyList<ShardPolicy> Shards { get; init; }

    /// <summary>Accounts on live chains; null: prices only.</summary>
    public CollateralConfig? Collateral { get; init; }

    /// <summary>Accounts whose collateral is attested; empty: prices only.</summary>
    public IReadOnlyList<AccountShardConfig> AccountShards { get; init; } = [];

    /// <summary>Which chain each EVM route reads.</summary>
    public required IReadOnlyDictionary<RouteId, string> RouteChains { get; init; }

    public RoundPace Pace { get; init; } = new();
}

/// <param name="Policy">Accounts, assets and chains.</param>
/// <param name="Heartbeat">Longest time after which an unchanged account is stated again.</param>
public sealed record AccountShardConfig(CollateralPolicy Policy, TimeSpan Heartbeat);

/// <summary>The attesters that sign: in this process, or elsewhere.</summary>
/// <param name="KeyFiles">One key file each of those in this process; empty: five keys are made for this run and never written anywhere.</param>
/// <param name="Threshold">Signatures needed.</param>
/// <param name="Epoch">Of the set.</param>
/// <param name="ValidFrom">Unix milliseconds.</param>
/// <param name="ExpiresAt">Unix milliseconds.</param>
public sealed record AttesterConfig(IReadOnlyList<string> KeyFiles, int Threshold, uint Epoch, long ValidFrom, long ExpiresAt)
{
    /// <summary>How many attesters a run has that brings no keys.</summary>
    public const int EphemeralCount = 5;

    /// <summary>In place of key files: the attesters' addresses, where their keys are held elsewhere.</summary>
    public IReadOnlyList<EvmAddress> Members { get; init; } = [];

    /// <summary>The sets before this one, from the deployment's first on, epochs without a hole: the first is believed, the others must be those that the ledger names. Empty: this set is the first.</summary>
    public IReadOnlyList<AttesterSet> Earlier { get; init; } = [];

    /// <summary>The set that is to follow: the attesters name it when they start. Null: none. With key files the command <c>rotate</c> is told instead.</summary>
    public NextSet? Next { get; init; }
}

/// <param name="Endpoints">Hermes servers in order of preference.</param>
/// <param name="ApiKeyVariable">Environment variable that holds the API key; null: none is sent.</param>
/// <param name="SignersFile">Signer sets and upgrade messages as data.</param>
public sealed record PythConfig(IReadOnlyList<Uri> Endpoints, string? ApiKeyVariable, string SignersFile);

/// <param name="Options">Endpoints and agreement.</param>
/// <param name="Tag">Block that is read.</param>
/// <param name="Poll">Time between two looks.</param>
/// <param name="SequencerFeed">Chainlink's uptime feed on an L2; null elsewhere.</param>
/// <param name="SequencerGrace">How long after the sequencer came back its chain's values are not used.</param>
public sealed record ChainConfig(EvmReaderOptions Options, BlockTag Tag, TimeSpan Poll, EvmAddress? SequencerFeed, TimeSpan SequencerGrace);
