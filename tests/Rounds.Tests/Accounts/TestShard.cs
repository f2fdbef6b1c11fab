using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds.Accounts;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>A shard of accounts that goes from round to round, by bytes only, as an attester does.</summary>
public sealed class TestShard(CollateralPolicy policy)
{
    private Hash256 _previous;

    public CollateralRules Rules { get; } = new(policy);

    public byte[] State { get; private set; } = [];

    public CollateralState Decoded { get; private set; } = CollateralState.Initial(Book.Shard, Book.Start);

    /// <summary>A round that continues the shard, a second after the last, with nothing in it but the chains.</summary>
    public CollateralRound Next(params ChainReading[] chains) => new()
    {
        Shard = Book.Shard, Sequence = Decoded.NextSequence, PreviousDigest = _previous, Epoch = 1, ValidAfter = Decoded.ObservedAt, ObservedAt = Decoded.ObservedAt + 1_000,
        PolicyDigest = Rules.PolicyDigest, Chains = chains, Markets = [], Positions = [], Problems = [], Prices = [Book.PriceOf(Book.EthUsd, "2000", "10"), Book.PriceOf(Book.UsdUsd, "1", "0.001")], Evidence = [],
    };

    public Refusal? Try(CollateralRound round, out ComputedBatch? batch) => Rules.Compute(Samples.Domain, State, CollateralRoundCodec.Encode(round), null, out batch);

    /// <summary>Computes the round and goes on from it. Every statement must read back, stand in order and match its context.</summary>
    public StatedBatch Run(CollateralRound round)
    {
        Assert.Null(Try(round, out var computed));
        var batch = Assert.IsType<CollateralBatch>(computed);
        Assert.Equal(Keccak256.Hash(batch.StateBytes.Span), batch.Header.StateDigest);
        Assert.Null(CollateralStateCodec.Decode(batch.StateBytes.Span, out var state));
        (State, Decoded, _previous) = (batch.StateBytes.ToArray(), state!, batch.Digest);
        return StatedBatch.Of(batch);
    }
}

/// <summary>A batch as a reader sees it.</summary>
public sealed record StatedBatch(CollateralBatch Batch, IReadOnlyList<Statement> Statements)
{
    public IReadOnlyList<CollateralStatement> Collateral => [.. Statements.OfType<CollateralStatement>()];

    public IReadOnlyList<RetractionStatement> Retractions => [.. Statements.OfType<RetractionStatement>()];

    public IReadOnlyList<CollateralGapStatement> Gaps => [.. Statements.OfType<CollateralGapStatement>()];

    public IReadOnlyList<ChainStatusStatement> Chains => [.. Statements.OfType<ChainStatusStatement>()];

    public CollateralStatement Of(PositionReading reading) => Collateral.Single(statement => statement.Position == Subjects.Of(reading.Account, reading.Key));

    public SnapshotStatement Snapshot(AccountId account) => Statements.OfType<SnapshotStatement>().Single(snapshot => snapshot.Account == account);

    public SnapshotContext ContextOf(SnapshotStatement snapshot)
    {
        Assert.Null(ContextCodec.Decode(Batch.Leaves[Statements.ToList().IndexOf(snapshot)].Context.Span, out SnapshotContext? context));
        return context!;
    }

    public Hash256 FactOf(PositionReading reading) => Subjects.Fact(StatementKind.Collateral, Subjects.Of(reading.Account, reading.Key), reading.Key.Chain, Of(reading).At.Hash);

    public static StatedBatch Of(CollateralBatch batch)
    {
        var statements = new List<Statement>();
        foreach (var leaf in batch.Leaves)
        {
            Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
            Assert.Equal(leaf.Bytes.ToArray(), StatementCodec.Encode(statement!));
            Assert.InRange(leaf.Context.Length, statement is RetractionStatement ? 0 : 1, AttestationCodec.MaximumContext);
            statements.Add(statement!);
        }

        Assert.Null(BatchContent.CheckOrder(batch.Leaves, [.. statements]));
        return new(batch, statements);
    }
}
