using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>A published batch of accounts as a subscriber reads it.</summary>
internal sealed record SignedRound(ulong Sequence, IReadOnlyList<(Statement Statement, Leaf Leaf)> Said)
{
    public IReadOnlyList<CollateralStatement> Collateral => [.. All<CollateralStatement>()];

    public IReadOnlyList<RetractionStatement> Retractions => [.. All<RetractionStatement>()];

    public IReadOnlyList<CollateralGapStatement> Gaps => [.. All<CollateralGapStatement>()];

    public IReadOnlyList<MarketIndexStatement> Markets => [.. All<MarketIndexStatement>()];

    /// <summary>The one position that is stated.</summary>
    public CollateralStatement Position => Assert.Single(Collateral);

    public static SignedRound Of(Attestation attestation)
    {
        var said = new List<(Statement, Leaf)>();
        foreach (var leaf in attestation.Leaves)
        {
            Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
            said.Add((statement!, leaf));
        }

        return new(attestation.Header.Sequence, said);
    }

    public ChainStatusStatement Of(ChainId chain) => All<ChainStatusStatement>().Single(status => status.Chain == Subjects.Of(chain));

    public IReadOnlyList<ReadingProblem> ProblemsOf(CollateralGapStatement gap)
    {
        Assert.Null(ContextCodec.Decode(Said.Single(pair => pair.Statement == gap).Leaf.Context.Span, out CollateralGapContext? context));
        return context!.Problems;
    }

    public static Hash256 FactOf(CollateralStatement statement, ChainId chain) => Subjects.Fact(StatementKind.Collateral, statement.Position, chain, statement.At.Hash);

    private IEnumerable<T> All<T>() => Said.Select(static pair => pair.Statement).OfType<T>();
}
