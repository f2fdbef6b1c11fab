namespace CrossChainOracle.Domain;

/// <summary>What an operator decided about one feed. Durations in milliseconds, ratios in parts per million, multipliers in thousandths.</summary>
/// <remarks>Policies stand behind signed numbers: their canonical bytes are hashed into every round. Ranges are enforced by <see cref="PolicyRules"/>.</remarks>
public sealed record FeedPolicy
{
    public required FeedId Feed { get; init; }

    /// <summary>Providers that must vote for there to be a price. At least 1, at most the number of configured providers.</summary>
    public required int Quorum { get; init; }

    /// <summary>Every way this feed may be read; several routes of one provider are one vote.</summary>
    public required IReadOnlyList<RoutePolicy> Routes { get; init; }

    /// <summary>Values below are rejected. Greater than zero.</summary>
    public required Price LowerBound { get; init; }

    /// <summary>Values above are rejected.</summary>
    public required Price UpperBound { get; init; }

    /// <summary>The feed's limit: how far beyond its own half-width a vote may be from the median, relative to the median.</summary>
    public required uint DeviationPpm { get; init; }

    /// <summary>The largest half-width a source may itself state, relative to its value.</summary>
    public required uint WidePpm { get; init; }

    /// <summary>z: how many standard deviations the ageing of a value adds.</summary>
    public required uint ZMilli { get; init; }

    /// <summary>k: how many standard deviations a move must exceed to be a jump, and at which a move counts towards volatility at most.</summary>
    public required uint KMilli { get; init; }

    /// <summary>The least σ per √second, scaled by 10^18.</summary>
    public required UInt128 SigmaFloor { get; init; }

    /// <summary>σ before the first move was seen, per √second, scaled by 10^18.</summary>
    public required UInt128 SigmaInitial { get; init; }

    /// <summary>τ: the memory of realised variance.</summary>
    public required long TauMs { get; init; }

    /// <summary>The shortest interval over which a move is judged: rounds may be closer together than the sources' own updates.</summary>
    public required long TickMs { get; init; }

    /// <summary>The largest move over one minute, relative; over t minutes it is this times √t.</summary>
    public required uint MaximumMovePpm { get; init; }

    /// <summary>n: consecutive rounds without a jump after which an open breaker closes. At least 2.</summary>
    public required int CalmRounds { get; init; }

    /// <summary>How long after it was observed a price may be used at most.</summary>
    public required long ValidForMs { get; init; }

    public required VerdictPolicy Verdict { get; init; }

    /// <summary>Distinct providers among the routes.</summary>
    public int ConfiguredProviders
    {
        get
        {
            var count = 0;
            for (var i = 0; i < Routes.Count; i++)
            {
                var before = 0;
                while (Routes[before].Provider != Routes[i].Provider) before++;
                if (before == i) count++;
            }

            return count;
        }
    }
}

/// <summary>How a source publishes, which decides what its age means.</summary>
public enum Cadence : byte
{
    /// <summary>Publishes all the time and states its own half-width: every second of age adds uncertainty.</summary>
    Continuous = 1,

    /// <summary>Publishes when the price moved by a threshold or a heartbeat passed: silence within the heartbeat says "within the threshold".</summary>
    Threshold = 2,
}

/// <summary>One way of reading a provider for one feed.</summary>
public sealed record RoutePolicy
{
    public required Provider Provider { get; init; }

    public required RouteId Route { get; init; }

    /// <summary>What is asked for: Pyth's price id, or the contract's address padded with zeros on the left.</summary>
    public required Hash256 Source { get; init; }

    public required Cadence Cadence { get; init; }

    /// <summary>Deviation at which a threshold feed publishes, relative; 0 for continuous ones.</summary>
    public uint ThresholdPpm { get; init; }

    /// <summary>Longest silence a threshold feed promises; 0 for continuous ones.</summary>
    public long HeartbeatMs { get; init; }

    /// <summary>How long after the missed heartbeat a threshold feed counts as frozen.</summary>
    public long GraceMs { get; init; }

    /// <summary>Oldest usable value.</summary>
    public required long MaximumAgeMs { get; init; }

    /// <summary>How far a publish time may lie ahead of our clock.</summary>
    public required long MaximumAheadMs { get; init; }
}

/// <summary>What a value must be like to be good enough for each action.</summary>
public sealed record VerdictPolicy(ActionRule Open, ActionRule Borrow, ActionRule Withdraw, ActionRule Liquidate, ActionRule Relay);

/// <summary>What a price must be like for one action. An action is allowed where every rule holds.</summary>
/// <param name="MaximumWidthPpm">Largest confidence relative to the price.</param>
/// <param name="MaximumAgeMs">Largest age of the median publish time at the time of observation.</param>
/// <param name="MinimumProviders">Fewest providers in the median.</param>
/// <param name="WorstBreaker">The action is allowed while the breaker is at most this far open.</param>
public sealed record ActionRule(uint MaximumWidthPpm, long MaximumAgeMs, int MinimumProviders, BreakerState WorstBreaker);

/// <summary>The feeds of one shard and for whom they are attested.</summary>
public sealed record ShardPolicy
{
    /// <summary>Most feeds in one shard that is posted on chain together.</summary>
    public const int MaximumPostedFeeds = 64;

    public required ShardId Shard { get; init; }

    /// <summary>Zero: anyone. Otherwise keccak256 of the consumer's CAIP-10 text.</summary>
    public required Hash256 Audience { get; init; }

    /// <summary>In order of feed.</summary>
    public required IReadOnlyList<FeedPolicy> Feeds { get; init; }
}
