using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;
using static CrossChainOracle.Conformance.Tests.Vectors.TrackingVectors;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Retractions that come after, before and without what they retract.</summary>
internal static class AccountTracking
{
    private static readonly Hash256 One = BatchBuilder.HashOf("position one");
    private static readonly Hash256 Two = BatchBuilder.HashOf("position two");

    public static IEnumerable<JsonObject> Chains(SignatureBook book)
    {
        var first = Batch(book, 0, null, Position(One), Position(Two), Snapshot(One, Two));
        var second = Batch(book, 1, first.Digest, Position(Two), Snapshot(Two));
        var third = Batch(book, 2, second.Digest, Position(One), Snapshot(One), Retraction(One, 0));
        yield return Chain(
            "a retraction after what it retracts", Track(first, "Newest"), Read(first, 0, null), Read(first, 2, null), Track(second, "Newest"), Track(third, "Newest"),
            Read(first, At(first, One), RefusalCode.BelowFloor), Read(first, At(first, Two), null), Read(first, 2, RefusalCode.Retracted), Read(second, 1, null), Read(third, 0, null), Read(third, 1, null));
        yield return Chain(
            "a retraction before what it retracts", Track(third, "Newest"), Read(first, At(first, One), RefusalCode.BelowFloor), Track(first, RefusalCode.OutOfOrder), Read(first, 2, RefusalCode.Retracted), Read(first, At(first, Two), null));
        var fourth = Batch(book, 3, third.Digest, Position(Two));
        yield return Chain(
            "a retraction in a batch that is too old to track", Track(fourth, "Newest"), Read(first, 2, null), Track(third, RefusalCode.OutOfOrder), Read(first, 2, RefusalCode.Retracted), Read(first, At(first, One), RefusalCode.BelowFloor));
        var bare = Batch(book, 0, null, Snapshot(Two) with { Context = default });
        yield return Chain("a snapshot without its context", Read(bare, 0, null), Track(third, "Newest"), Read(bare, 0, RefusalCode.Retracted));
        var elsewhere = Batch(book, 5, null, Retraction(One, 4, ShardId.Parse("other")));
        yield return Chain("a retraction for another shard", Track(elsewhere, "Newest"), Read(first, At(first, One), null));
    }

    private static BatchBuilder Batch(SignatureBook book, ulong sequence, Hash256? previous, params Leaf[] leaves) => new(book, [.. leaves.OrderBy(Read, SubjectOrder.Instance)])
    {
        Sequence = sequence, PreviousDigest = previous, ObservedAt = Setting.Start + (1_000 * (long)sequence), Change = header => header with { Algorithm = BatchHeader.CollateralV1 },
    };

    private static Statement Read(Leaf leaf)
    {
        Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
        return statement!;
    }

    private static int At(BatchBuilder batch, Hash256 position) => batch.Leaves.Select(Read).ToList().FindIndex(statement => statement is CollateralStatement collateral && collateral.Position == position);

    private static Leaf Position(Hash256 position)
    {
        var samples = new RandomCollateral(new(3));
        return new(StatementCodec.Encode(samples.Collateral() with { Position = position, Account = AccountId.Parse("alice") }), default);
    }

    private static Leaf Snapshot(params Hash256[] positions)
    {
        var context = ContextCodec.Encode(new SnapshotContext(1, 2, [], [.. positions.Order().Select(position => new SnapshotPart(position, BatchBuilder.HashOf($"fact of {position}")))], []));
        return new(StatementCodec.Encode(new RandomCollateral(new(4)).Snapshot() with { Account = AccountId.Parse("alice"), Context = Keccak256.Hash(context) }), context);
    }

    private static Leaf Retraction(Hash256 position, ulong sequence, ShardId? shard = null) =>
        new(StatementCodec.Encode(new RandomCollateral(new(5)).Retraction() with { FactKind = StatementKind.Collateral, Subject = position, Sequence = sequence, Shard = shard ?? ShardId.Parse("vectors") }), default);

    /// <summary>Asks whether a statement of the batch may be read.</summary>
    private static JsonObject Read(BatchBuilder batch, int index, RefusalCode? refusal) =>
        Object(("action", "read"), ("attestation", Hex.Encode(batch.Bytes)), ("index", Number(index)), ("refusal", refusal?.ToString()));
}
