using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>A deployment whose attesters really sign: batches of shards, each linked to the one before.</summary>
internal sealed class Deployment
{
    /// <summary>2026-09-21T14:13:20Z.</summary>
    public const long Start = 1_790_000_000_000;

    public const long Year = 31_536_000_000;

    public static readonly SigningDomain Domain = new("crosschainoracle:test");
    public static readonly ChainId Source = ChainId.Parse("eip155:1");

    private readonly Dictionary<ShardId, (ulong Next, Hash256 Previous)> _shards = [];
    private readonly int[][] _members;

    /// <param name="threshold">Of every set.</param>
    /// <param name="members">Key numbers of the sets by epoch, from 1.</param>
    public Deployment(int threshold, params int[][] members)
    {
        (_members, Threshold) = (members, threshold);
        Anchor = Set = SetOf(1, Start - Year);
    }

    public int Threshold { get; }

    /// <summary>The set of epoch 1.</summary>
    public AttesterSet Anchor { get; }

    /// <summary>The set that signs.</summary>
    public AttesterSet Set { get; private set; }

    public static Deployment Solo() => new(1, [1], [2], [3], [4]);

    public RelayIntake Intake() => new(Domain, new AttestationVerifier(Domain, new(Anchor)));

    public AttesterSet SetOf(uint epoch, long validFrom) => TestAttesters.Set(epoch, Threshold, validFrom, Start + Year, _members[epoch - 1]);

    /// <summary>Signed by the current set, the next of its shard.</summary>
    public Attestation Sign(ShardId shard, long observedAt, params IReadOnlyList<Statement> statements)
    {
        var (next, previous) = _shards.GetValueOrDefault(shard);
        var attestation = SignAs(shard, next, previous, observedAt, statements);
        _shards[shard] = (next + 1, Domain.Digest(attestation.Header));
        return attestation;
    }

    /// <summary>Signed by the current set, under any sequence.</summary>
    public Attestation SignAs(ShardId shard, ulong sequence, Hash256 previous, long observedAt, params IReadOnlyList<Statement> statements)
    {
        Leaf[] leaves = [.. statements.Order(SubjectOrder.Instance).Select(statement => new Leaf(StatementCodec.Encode(statement), ContextOf(statement)))];
        var header = new BatchHeader
        {
            Schema = BatchHeader.CurrentSchema, Algorithm = BatchHeader.MedianV1, Epoch = Set.Epoch, Sequence = sequence, ValidAfter = observedAt - 1, ObservedAt = observedAt,
            LeafCount = (uint)leaves.Length, Shard = shard, Audience = Hash256.Zero, PreviousDigest = previous, StateDigest = Hash256.Zero, InputsRoot = Hash256.Zero,
            Root = BatchContent.Root(leaves), Body = BatchContent.Body(leaves),
        };
        return new(header, leaves, TestAttesters.Sign(Set, Domain.Digest(header), [.. Enumerable.Range(0, Set.Members.Count)]));
    }

    /// <summary>The next set, stated by the current one in a batch of the shard; from then on it signs.</summary>
    public Attestation Rotate(ShardId shard, long observedAt)
    {
        var next = SetOf(Set.Epoch + 1, observedAt);
        var attestation = Sign(shard, observedAt, new AttesterSetStatement(next));
        Set = next;
        return attestation;
    }

    public ulong NextSequence(ShardId shard) => _shards.GetValueOrDefault(shard).Next;

    public static PriceStatement Price(string feed, string value, uint validFor = 60_000, Verdict verdict = Verdict.All, BreakerState breaker = BreakerState.Closed) => new()
    {
        Feed = FeedId.Parse(feed), Value = Domain_Price(value), Confidence = Domain_Price("0.5"), Sigma = 1_000, Verdict = verdict, Breaker = breaker, PublishedAt = Start, ValidFor = validFor, Context = Hash256.Zero,
    };

    public static GapStatement Gap(string feed) => new() { Feed = FeedId.Parse(feed), Reason = GapReason.NoQuorum, Breaker = BreakerState.Closed, Quorum = 2, From = 1, To = 2, Context = Hash256.Zero };

    public static AccountId Account(int number) => AccountId.Parse($"a{number}");

    public static Hash256 Position(int number) => Keccak256.Hash([1, (byte)number]);

    public static CollateralStatement Fact(int position, Stage stage = Stage.Finalized, uint validFor = 60_000) => new()
    {
        IsLinkProven = true, IsWindowUnknown = false, Side = PositionSide.Collateral, Stage = stage, Evidence = Authenticity.QuorumRead, Pin = PinKind.Hash, Rule = CreditRule.TransactionNet, Decimals = 18,
        Account = Account(position / 2), Position = Position(position), At = new(100, Position(100), Start - 500), ValidFor = validFor, Finalized = 1, Seen = 2, Credited = 1, Amount = 1, Context = Hash256.Zero,
    };

    public static SnapshotStatement Snapshot(int account, Stage stage = Stage.Finalized, Verdict verdict = Verdict.All, params IReadOnlyList<int> positions) => new()
    {
        Verdict = verdict, Breaker = BreakerState.Closed, Stage = stage, Evidence = Authenticity.QuorumRead, Rule = CreditRule.TransactionNet, IsIncomplete = false, Positions = (ushort)positions.Count, Skew = 0, ValidFor = 60_000,
        Account = Account(account), Equity = 1, Confidence = 0, Credited = 1, AtRisk = 0, Debt = 0, Pending = 0, Context = Keccak256.Hash(PartsOf(positions)),
    };

    public static ChainStatusStatement Status(ulong head, ChainFlags flags = ChainFlags.None) => new()
    {
        Flags = flags, ValidFor = 60_000, Chain = Subjects.Of(Source), Head = new(head, Position(101), Start - 100), Safe = new(50, Position(102), Start - 200), Finalized = new(50, Position(102), Start - 200),
        ScannedTo = 50, BaseFee = 7, ReorgDepth = 0, Context = Hash256.Zero,
    };

    public static RetractionStatement Retraction(ShardId shard, int position, ulong floor) => new()
    {
        FactKind = StatementKind.Collateral, Sequence = floor, Shard = shard, Subject = Position(position), Fact = Position(103), Lost = Position(104), Won = Position(105), Chain = Subjects.Of(Source), Height = 100,
    };

    private static byte[] PartsOf(IReadOnlyList<int> positions) =>
        ContextCodec.Encode(new SnapshotContext(1, 2, [], [.. positions.Select(Position).Order().Select(static position => new SnapshotPart(position, position))], []));

    /// <summary>Only a snapshot's context matters to a relayer; the others are left out.</summary>
    private static byte[] ContextOf(Statement statement)
    {
        if (statement is not SnapshotStatement snapshot) return [];
        foreach (var positions in (int[][])[[], [0], [1], [2], [3], [0, 1], [2, 3]])
        {
            if (Keccak256.Hash(PartsOf(positions)) == snapshot.Context) return PartsOf(positions);
        }

        return [];
    }

    private static Price Domain_Price(string value) => CrossChainOracle.Domain.Price.Parse(value);
}
