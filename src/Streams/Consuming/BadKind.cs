namespace CrossChainOracle.Streams.Consuming;

/// <summary>Why an event is bad where no refusal has a code for it. Few, for they are labels of metrics.</summary>
public static class BadKind
{
    /// <summary>By a stage that does not say more.</summary>
    public const string Refused = "Refused";

    /// <summary>No envelope of ours.</summary>
    public const string Malformed = "Malformed";

    /// <summary>The body that the event claims cannot be had.</summary>
    public const string BodyLost = "BodyLost";

    /// <summary>What would be made of it fits nowhere.</summary>
    public const string TooLarge = "TooLarge";
}
