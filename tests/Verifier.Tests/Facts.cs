using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

/// <summary>Signed batches about one account: its positions, their chain, their snapshot.</summary>
internal static class Facts
{
    public const uint ValidFor = 4_000;
    public const uint StatusValidFor = 6_000;

    public static readonly ShardId Shard = ShardId.Parse("test");
    public static readonly AccountId Alice = AccountId.Parse("alice");
    public static readonly ChainId Chain = ChainId.Parse("eip155:1");

    public static PositionKey Key(int number) =>
        new("erc20", $"m{number}", AssetId.Native(Chain, 60), PositionSide.Collateral, AccountAddress.Parse("eip155:1:0x00000000000000000000000000000000000000a1"));

    public static string SubjectOf(int number) => Subjects.Of(Alice, Key(number)).ToString();

    public static Leaf Position(int number, ulong height, Stage stage = Stage.Finalized, PinKind pin = PinKind.Hash)
    {
        var context = ContextCodec.Encode(new CollateralContext(Key(number), ShareIndex.One, []));
        return Leaf(context, hash => new CollateralStatement
        {
            IsLinkProven = true, IsWindowUnknown = false, Side = PositionSide.Collateral, Stage = stage, Evidence = Authenticity.QuorumRead, Pin = pin, Rule = CreditRule.TransactionNet, Decimals = 18,
            Account = Alice, Position = Subjects.Of(Alice, Key(number)), At = new(height, BlockOf(height), 1), ValidFor = ValidFor, Finalized = height, Seen = height, Credited = height, Amount = height, Context = hash,
        });
    }

    public static Leaf Market(ulong height)
    {
        var context = ContextCodec.Encode(MarketKey.Of(Key(0)));
        return Leaf(context, hash => new MarketIndexStatement
        {
            Side = PositionSide.Collateral, Stage = Stage.Finalized, Evidence = Authenticity.QuorumRead, Pin = PinKind.Height, Decimals = 18, Market = hash, At = new(height, BlockOf(height), 1),
            ValidFor = ValidFor, Index = ShareIndex.One, Bound = ShareIndex.One, Context = hash,
        });
    }

    public static Leaf Status(ulong scannedTo, ChainFlags flags = ChainFlags.None)
    {
        var context = ContextCodec.Encode(new ChainContext(Chain, string.Empty));
        var head = new Anchor(1_000, BlockOf(1_000), 1);
        return Leaf(context, hash => new ChainStatusStatement
        {
            Flags = flags, ValidFor = StatusValidFor, Chain = Subjects.Of(Chain), Head = head, Safe = head, Finalized = head, ScannedTo = scannedTo, BaseFee = 1, ReorgDepth = 0, Context = hash,
        });
    }

    public static Leaf Snapshot(params int[] positions)
    {
        var parts = positions.Select(number => new SnapshotPart(Subjects.Of(Alice, Key(number)), BlockOf((ulong)number))).OrderBy(part => part.Position);
        return Leaf(ContextCodec.Encode(new SnapshotContext(1, 2, [], [.. parts], [])), hash => new SnapshotStatement
        {
            Verdict = Verdict.All, Breaker = BreakerState.Closed, Stage = Stage.Seen, Evidence = Authenticity.QuorumRead, Rule = CreditRule.TransactionNet, IsIncomplete = false, Positions = (ushort)positions.Length,
            Skew = 0, ValidFor = ValidFor, Account = Alice, Equity = 1, Confidence = 0, Credited = 1, AtRisk = 0, Debt = 0, Pending = 0, Context = hash,
        });
    }

    public static Leaf Gap()
    {
        var context = ContextCodec.Encode(new CollateralGapContext(Chain, []));
        return Leaf(context, hash => new CollateralGapStatement { Reason = CollateralGapReason.ReadFailed, Account = Alice, Chain = Subjects.Of(Chain), From = 1, To = 2, Context = hash });
    }

    public static Leaf Retraction(int number, ulong sequence, ShardId? shard = null) => new(
        StatementCodec.Encode(new RetractionStatement
        {
            FactKind = StatementKind.Collateral, Sequence = sequence, Shard = shard ?? Shard, Subject = Subjects.Of(Alice, Key(number)), Fact = BlockOf(1), Lost = BlockOf(2), Won = BlockOf(3), Chain = Subjects.Of(Chain), Height = 2,
        }),
        default);

    /// <summary>Signed, in canonical order, verified as of its own time.</summary>
    public static VerifiedBatch Batch(ulong sequence, Hash256? previous, params Leaf[] leaves)
    {
        Assert.Null(Batches.Verifier(Batches.Solo).Verify(Batches.Sign(InOrder(leaves), Batches.Solo, sequence, previous), null, out var batch));
        return batch!;
    }

    public static Leaf[] InOrder(IEnumerable<Leaf> leaves) =>
        [.. leaves.Select(leaf => (Leaf: leaf, Failed: StatementCodec.Decode(leaf.Bytes.Span, out var statement), Statement: statement)).OrderBy(item => item.Statement!, SubjectOrder.Instance).Select(item => item.Leaf)];

    private static Leaf Leaf(byte[] context, Func<Hash256, Statement> make) => new(StatementCodec.Encode(make(Keccak256.Hash(context))), context);

    private static Hash256 BlockOf(ulong height) => Keccak256.Hash(BitConverter.GetBytes(height));
}
