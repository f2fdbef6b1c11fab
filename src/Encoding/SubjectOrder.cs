using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical order of statements in a batch: by kind, then by subject.</summary>
public sealed class SubjectOrder : IComparer<Statement>
{
    public static readonly SubjectOrder Instance = new();

    private SubjectOrder()
    {
    }

    public int Compare(Statement? x, Statement? y)
    {
        if (x is null || y is null) return x is null ? y is null ? 0 : -1 : 1;
        return x.Kind != y.Kind ? x.Kind.CompareTo(y.Kind) : CompareSubjects(x, y);
    }

    private static int CompareSubjects(Statement x, Statement y) => (x, y) switch
    {
        (PriceStatement left, PriceStatement right) => left.Feed.CompareTo(right.Feed),
        (GapStatement left, GapStatement right) => left.Feed.CompareTo(right.Feed),
        (AttesterSetStatement left, AttesterSetStatement right) => left.Set.Epoch.CompareTo(right.Set.Epoch),
        (CollateralStatement left, CollateralStatement right) => left.Position.CompareTo(right.Position),
        (MarketIndexStatement left, MarketIndexStatement right) => left.Market.CompareTo(right.Market),
        (SnapshotStatement left, SnapshotStatement right) => left.Account.CompareTo(right.Account),
        (ChainStatusStatement left, ChainStatusStatement right) => left.Chain.CompareTo(right.Chain),
        (RetractionStatement left, RetractionStatement right) => left.Subject.CompareTo(right.Subject),
        (CollateralGapStatement left, CollateralGapStatement right) => (left.Account, left.Chain).CompareTo((right.Account, right.Chain)),
        _ => throw new InvalidOperationException($"No subject in {x.GetType().Name}."),
    };
}
