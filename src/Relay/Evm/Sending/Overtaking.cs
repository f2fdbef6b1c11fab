using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Whether one posting makes another needless.</summary>
internal static class Overtaking
{
    /// <summary>Whether the newer one is about everything that the older one is about; a price and a gap are about the same feed.</summary>
    public static bool Covers(Posting newer, Posting older) => older.Statements.All(old => newer.Statements.Any(each => IsSameSubject(each.Statement, old.Statement)));

    private static bool IsSameSubject(Statement one, Statement other) =>
        FeedOf(one) is { } feed ? FeedOf(other) == feed : SubjectOrder.Instance.Compare(one, other) == 0;

    private static FeedId? FeedOf(Statement statement) => statement switch
    {
        PriceStatement price => price.Feed,
        GapStatement gap => gap.Feed,
        _ => null,
    };
}
