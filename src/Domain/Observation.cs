namespace CrossChainOracle.Domain;

/// <summary>One route's value for one feed at one look, with its times, its place on chain and what stands behind it.</summary>
public sealed record Observation
{
    /// <summary>The largest <see cref="Sequence"/>: 80 bits, a Chainlink proxy's round id.</summary>
    public static readonly UInt128 MaxSequence = (UInt128.One << 80) - 1;

    public required FeedId Feed { get; init; }

    public required Provider Provider { get; init; }

    public required RouteId Route { get; init; }

    public required Price Value { get; init; }

    /// <summary>The half-width that the source itself published with the value; zero where it publishes none (threshold feeds).</summary>
    public required Price HalfWidth { get; init; }

    /// <summary>The source's own time of the value, Unix milliseconds.</summary>
    public required long PublishedAt { get; init; }

    /// <summary>When the answer arrived here, Unix milliseconds.</summary>
    public required long ReceivedAt { get; init; }

    /// <summary>The source's order among values of one publish time: Pyth slot, Chainlink round id, API3 none (0). At most 80 bits.</summary>
    public UInt128 Sequence { get; init; }

    public required Authenticity Authenticity { get; init; }

    public required Stage Stage { get; init; }

    public ObservationFlags Flags { get; init; }

    /// <summary>Block number or slot the value was read at.</summary>
    public ulong Height { get; init; }

    /// <summary>What the value hangs from: keccak256 of the evidence (the signed update), or the hash of the block it was read at.</summary>
    public Hash256 Anchor { get; init; }
}

/// <summary>What the source or its chain said about the value's fitness; each set bit is a rejection.</summary>
[Flags]
public enum ObservationFlags : byte
{
    None = 0,

    /// <summary>The round has no answer yet, or the answer was carried over from an earlier one.</summary>
    IncompleteRound = 1,

    /// <summary>The L2's sequencer was reported down at the pinned block.</summary>
    SequencerDown = 2,

    /// <summary>The L2's sequencer came back less than its grace period ago.</summary>
    SequencerGrace = 4,
}
