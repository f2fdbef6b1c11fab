using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <param name="Feed">Our name of it.</param>
/// <param name="Quorum">1 to the number of series.</param>
/// <param name="QuorumNote">Why the quorum is what it is, where that is unusual.</param>
/// <param name="From">Start of the feed's own window, Unix seconds; played at the scenario's start.</param>
/// <param name="To">End of it; as long as the scenario.</param>
/// <param name="Series">One for each provider.</param>
public sealed record ScenarioFeed(FeedId Feed, int Quorum, string? QuorumNote, long From, long To, IReadOnlyList<ScenarioSeries> Series);

/// <summary>What one venue quoted, and which provider it plays.</summary>
public sealed record ScenarioSeries
{
    public required Provider Provider { get; init; }

    /// <summary>File beside scenario.json.</summary>
    public required string File { get; init; }

    /// <summary>Who really quoted these prices.</summary>
    public required string Venue { get; init; }

    public required string Source { get; init; }

    /// <summary>Where the venue's quote is not the feed's.</summary>
    public string? QuoteNote { get; init; }

    /// <summary>Length of the bars whose closes the rows are; null where they are <see cref="Rounds"/>.</summary>
    public int? BarSeconds { get; init; }

    /// <summary>Where the rows are what a Chainlink contract held; null where the venue plays a role.</summary>
    public RecordedRounds? Rounds { get; init; }

    /// <summary>Ascending by time, within the feed's window, at least one.</summary>
    public required IReadOnlyList<RecordedPrice> Rows { get; init; }

    /// <summary>Decimal places in which the role's wire format states the price; every row fits exactly.</summary>
    public int Decimals => DecimalsOf(Provider, Rounds);

    public static int DecimalsOf(Provider provider, RecordedRounds? rounds) =>
        rounds?.Decimals ?? (provider == Provider.Api3 ? Price.Decimals : RoleDecimals);

    // Pyth's usual exponent, and the decimals of nearly all of Chainlink's USD feeds.
    private const int RoleDecimals = 8;
}

/// <param name="Proxy">The contract whose rounds they are.</param>
/// <param name="Decimals">Of its answers.</param>
/// <param name="HeartbeatSeconds">Longest silence that it promised.</param>
/// <param name="ThresholdPpm">Move at which it published, parts per million.</param>
public sealed record RecordedRounds(EvmAddress Proxy, int Decimals, int HeartbeatSeconds, uint ThresholdPpm);

/// <param name="Time">When the price became known, Unix seconds: the end of its bar, or a round's updatedAt.</param>
/// <param name="Price">Positive.</param>
/// <param name="Round">The proxy's round id; zero where the rows are no rounds.</param>
public readonly record struct RecordedPrice(long Time, Price Price, UInt128 Round);
