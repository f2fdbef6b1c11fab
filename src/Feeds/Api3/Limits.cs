namespace CrossChainOracle.Feeds.Api3;

/// <summary>What an API3 proxy's answer means.</summary>
public static class Api3Limits
{
    /// <summary>Every API3 value has 18 decimals.</summary>
    public const int Decimals = 18;

    /// <summary>How far ahead of the chain's clock the API3 server contract accepts a signed timestamp, milliseconds. A route's policy should allow far less.</summary>
    public const long ServerAheadMs = 3_600_000;
}
