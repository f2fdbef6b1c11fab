namespace CrossChainOracle.Feeds.Pyth;

/// <summary>What this reader accepts and how long it waits. Sizes in bytes, durations in milliseconds.</summary>
internal static class Limits
{
    /// <summary>Price ids in one request: 71 characters each keep the address below the 8 KiB that servers accept.</summary>
    public const int MaximumTargets = 100;

    /// <summary>One answer, or one event of the stream. 100 feeds are about 100 KB in hex.</summary>
    public const int MaximumAnswerBytes = 1_048_576;

    /// <summary>Updates in one answer; Hermes sends one for up to 255 feeds.</summary>
    public const int MaximumUpdates = 16;

    /// <summary>One request, connection included.</summary>
    public const int RequestMs = 3_000;

    /// <summary>A stream without an event for so long is dead, also when it still sends comments: Pythnet has a slot every 400 ms.</summary>
    public const int StreamIdleMs = 10_000;

    /// <summary>The wait before asking all endpoints again; doubles up to <see cref="LongestBackoffMs"/>.</summary>
    public const int FirstBackoffMs = 250;

    public const int LongestBackoffMs = 30_000;

    /// <summary>An update signed longer ago comes out of a stale cache: the next endpoint is asked too.</summary>
    public const long StaleAnswerMs = 30_000;

    /// <summary>How long an endpoint that asked for fewer calls is left alone when it does not say; Hermes counts over ten seconds.</summary>
    public const long QuietMs = 10_000;

    public const long LongestQuietMs = 60_000;

    /// <summary>Requests to one endpoint in one look: Hermes allows 10 in 10 s.</summary>
    public const int MaximumRequests = 8;

    /// <summary>How long an id that an endpoint refused is left out of its requests.</summary>
    public const long WithheldMs = 600_000;
}
