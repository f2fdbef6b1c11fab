using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Evm;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>One feed of the sandbox: where to read it, and what to expect of its sources.</summary>
/// <param name="Feed">Our name of it.</param>
/// <param name="Quorum">As the scenario states it.</param>
/// <param name="QuorumNote">Why it is what it is, where that is unusual.</param>
/// <param name="Sources">One for each provider, in order of provider.</param>
public sealed record SandboxFeed(FeedId Feed, int Quorum, string? QuorumNote, IReadOnlyList<SandboxSource> Sources)
{
    public SandboxSource? Find(Provider provider) => Sources.FirstOrDefault(source => source.Provider == provider);

    internal static SandboxFeed From(ScenarioFeed feed, int speed) =>
        new(feed.Feed, feed.Quorum, feed.QuorumNote, [.. feed.Series.OrderBy(series => series.Provider).Select(series => SandboxSource.From(feed, series, speed))]);
}

/// <summary>One provider's role for one feed. Durations are real milliseconds, after the speed-up.</summary>
public sealed record SandboxSource
{
    // What most of Chainlink's and API3's feeds of large pairs declare.
    private const uint RoleThresholdPpm = 5_000;

    // Wire times are whole seconds, so that a value may look that much older than it is.
    private const long WireGrainMs = 1_000;

    public required Provider Provider { get; init; }

    /// <summary>Pyth's price id, or the contract's address padded with zeros on the left.</summary>
    public required Hash256 Source { get; init; }

    /// <summary>Who really quoted these prices.</summary>
    public required string Venue { get; init; }

    /// <summary>Where the venue's quote is not the feed's.</summary>
    public string? QuoteNote { get; init; }

    /// <summary>Length of the recorded bars, scenario seconds; null where they are the rounds that a contract really held.</summary>
    public int? BarSeconds { get; init; }

    /// <summary>
    /// Longest silence to be declared: of real rounds the contract's own heartbeat, of a role the longest gap of its recording, so that the role keeps what it
    /// promises until its last row; plus a second, because times on the wire are whole seconds.
    /// </summary>
    public required long HeartbeatMs { get; init; }

    /// <summary>Threshold to be declared: of real rounds the contract's own, of a role 0.5 %; 0 for Pyth, which states a half-width instead.</summary>
    public required uint ThresholdPpm { get; init; }

    internal EvmAddress Contract => AddressIn(Source);

    internal static SandboxSource From(ScenarioFeed feed, ScenarioSeries series, int speed) => new()
    {
        Provider = series.Provider,
        Source = SourceOf(feed.Feed, series),
        Venue = series.Venue,
        QuoteNote = series.QuoteNote,
        BarSeconds = series.BarSeconds,
        HeartbeatMs = ScenarioClock.Scale(series.Rounds?.HeartbeatSeconds ?? LongestGap(series), speed) + WireGrainMs,
        ThresholdPpm = series.Provider == Provider.Pyth ? 0 : series.Rounds?.ThresholdPpm ?? RoleThresholdPpm,
    };

    // Real proxies keep their address; all other names are made up from the feed's, so that no real id ever means a sandbox's value.
    private static Hash256 SourceOf(FeedId feed, ScenarioSeries series)
    {
        if (series.Rounds is { } rounds) return EvmRoute.SourceOf(rounds.Proxy);
        var name = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"CrossChainOracle sandbox {series.Provider} {feed}"));
        return series.Provider == Provider.Pyth ? name : EvmRoute.SourceOf(AddressIn(name));
    }

    private static EvmAddress AddressIn(Hash256 word) => EvmAddress.From(word.ToArray().AsSpan(Hash256.Size - EvmAddress.Size));

    private static long LongestGap(ScenarioSeries series) =>
        series.Rows.Zip(series.Rows.Skip(1), (earlier, later) => later.Time - earlier.Time).Append(series.BarSeconds ?? 0).Max();
}
