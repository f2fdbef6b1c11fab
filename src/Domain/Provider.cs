namespace CrossChainOracle.Domain;

/// <summary>An independent publisher network. Several routes of one provider are one vote. The number stands in signed bytes.</summary>
public enum Provider : byte
{
    Pyth = 1,
    Chainlink = 2,
    Api3 = 3,
}

/// <summary>What stands behind a value. Ordered: a higher one is preferred as a provider's vote.</summary>
public enum Authenticity : byte
{
    /// <summary>One endpoint said so.</summary>
    SingleRead = 1,

    /// <summary>k of n endpoints gave the same answer for the same block.</summary>
    QuorumRead = 2,

    /// <summary>The publisher's signatures or a proof were checked here.</summary>
    Authenticated = 3,
}

/// <summary>How final a fact is. Ordered.</summary>
public enum Stage : byte
{
    Seen = 1,
    Confirmed = 2,
    Safe = 3,
    Finalized = 4,
}
