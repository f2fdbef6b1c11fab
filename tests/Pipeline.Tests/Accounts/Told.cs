using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>What a published batch says, and the round behind it.</summary>
internal sealed record Told(CollateralRound Round, IReadOnlyList<Statement> Statements)
{
    /// <summary>Of which anything is said, in order.</summary>
    public IReadOnlyList<AccountId> Accounts =>
        [.. Statements.Select(statement => statement switch { CollateralStatement stated => stated.Account, CollateralGapStatement gap => gap.Account, _ => default }).Where(account => !account.IsEmpty).Distinct().Order()];

    public IReadOnlyList<CollateralStatement> Collateral => [.. Statements.OfType<CollateralStatement>()];

    public IReadOnlyList<RetractionStatement> Retractions => [.. Statements.OfType<RetractionStatement>()];

    /// <summary>As account and chain, in order.</summary>
    public IReadOnlyList<(AccountId Account, CollateralGapReason Reason)> Gaps => [.. Statements.OfType<CollateralGapStatement>().Select(gap => (gap.Account, gap.Reason)).Order()];

    public IReadOnlyList<ChainStatusStatement> Chains => [.. Statements.OfType<ChainStatusStatement>()];

    public SnapshotStatement Snapshot(AccountId account) => Statements.OfType<SnapshotStatement>().Single(snapshot => snapshot.Account == account);

    public CollateralStatement Of(PositionReading reading) => Collateral.Single(statement => statement.Position == Subjects.Of(reading.Account, reading.Key));

    public static Told Of(Attestation attestation, CollateralRound round) => new(round, [.. attestation.Leaves.Select(leaf =>
    {
        Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
        return statement!;
    })]);
}
