using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Statements that are not canonical, contexts that are not the stated ones, statements out of order: all in batches that are properly signed.</summary>
public sealed class InvalidStatements(SignatureBook book)
{
    private static readonly byte[] Price = SampleLeaves.EthUsd.Bytes.ToArray();
    private static readonly byte[] Gap = SampleLeaves.Feeds(13, 1, 1)[1].Bytes.ToArray();
    private static readonly byte[] Set = SampleLeaves.Set(Setting.Five).Bytes.ToArray();

    public IEnumerable<InvalidCase> All() => [.. Prices(), .. Gaps(), .. Sets(), .. Contexts(), .. Order()];

    private IEnumerable<InvalidCase> Prices()
    {
        yield return Out("price: reserved flag bit 7", Price.Patch(1, 0x80));
        yield return Out("price: breaker 3", Price.Patch(1, 0x60));
        yield return Out("price: value 0", Price.Patch(32, Damage.Wide(0)));
        yield return Out("price: value -1", Price.Patch(32, Damage.Wide(-1)));
        yield return Out("price: value of 10^18 and the smallest step", Price.Patch(32, Damage.Wide(Domain.Price.Maximum.Scaled + 1)));
        yield return Out("price: largest value that 16 bytes hold", Price.Patch(32, Damage.Wide(Int128.MaxValue)));
        yield return Out("price: confidence -1", Price.Patch(48, Damage.Wide(-1)));
        yield return Out("price: smallest confidence that 16 bytes hold", Price.Patch(48, Damage.Wide(Int128.MinValue)));
        yield return Out("price: no feed", Price.Patch(16, new byte[16]));
        yield return Out("price: feed with a control character", Price.Patch(16, 0x1f));
        yield return Out("price: feed that begins with a zero", Price.Patch(16, 0));
        yield return Out("price: feed with a character after its end", Price.Patch(31, (byte)'D'));
        yield return Signed("price: 95 bytes", Price[..^1], RefusalCode.Truncated);
        yield return Signed("price: kind alone", Price[..1], RefusalCode.Truncated);
        yield return Signed("price: 97 bytes", Price.Append(0), RefusalCode.TrailingBytes);
        yield return new("statement", "4,097 bytes", [(byte)StatementKind.Risk, .. new byte[4_096]], RefusalCode.Oversized);
        yield return new("statement", "no bytes", [], RefusalCode.Truncated);
    }

    private IEnumerable<InvalidCase> Gaps()
    {
        yield return Out("gap: a verdict bit", Gap.Patch(1, 0x01));
        yield return Out("gap: reserved flag bit 7", Gap.Patch(1, 0x80));
        yield return Out("gap: breaker 3", Gap.Patch(1, 0x60));
        yield return Out("gap: reason 0", Gap.Patch(2, 0));
        yield return Out("gap: reason 4", Gap.Patch(2, 4));
        yield return Out("gap: ends when it begins", Gap.Patch(10, Gap[4..10]));
        yield return Out("gap: ends before it begins", Gap.Patch(4, [.. Gap[10..16], .. Gap[4..10]]));
        yield return Out("gap: no feed", Gap.Patch(16, new byte[16]));
        yield return Signed("gap: 63 bytes", Gap[..^1], RefusalCode.Truncated);
        yield return Signed("gap: 65 bytes", Gap.Append(0), RefusalCode.TrailingBytes);
    }

    private IEnumerable<InvalidCase> Sets()
    {
        yield return Out("set: flags", Set.Patch(1, 1));
        yield return Out("set: threshold 0", Set.Patch(2, 0));
        yield return Out("set: threshold of less than half", Set.Patch(2, 2));
        yield return Out("set: threshold above the members", Set.Patch(2, 6));
        yield return Out("set: threshold of exactly half", Set.Patch(2, 2, 4).Remove(Set.Length - 20, 20));
        yield return Out("set: no members", Set.Patch(3, 0)[..20]);
        yield return Out("set: 33 members", [.. Set.Patch(2, 17, 33)[..20], .. Enumerable.Range(1, 33).Select(TestAttesters.AddressOf).Order().SelectMany(member => member.ToArray())]);
        yield return Out("set: expires when it begins", Set.Patch(14, Set[8..14]));
        yield return Out("set: the zero address", Set.Patch(20, new byte[20]));
        yield return Out("set: a member twice", Set.Patch(40, Set[20..40]));
        yield return Out("set: members descending", Set.Patch(20, [.. Set[40..60], .. Set[20..40]]));
        yield return Signed("set: a member counted that is not there", Set[..^20], RefusalCode.Truncated);
        yield return Signed("set: a member that is not counted", Set.Append(Set[^20..].Flip(0)), RefusalCode.TrailingBytes);
    }

    private IEnumerable<InvalidCase> Contexts()
    {
        var price = SampleLeaves.EthUsd;
        var gap = SampleLeaves.Feeds(13, 1, 1)[1];
        yield return Batch("price: a bit of the context flipped", [new(price.Bytes, price.Context.ToArray().Flip(20))], RefusalCode.ContextMismatch);
        yield return Batch("price: context of another statement", [new(price.Bytes, gap.Context)], RefusalCode.ContextMismatch);
        yield return Batch("gap: context cut", [new(gap.Bytes, gap.Context[..^1])], RefusalCode.ContextMismatch);
        yield return Batch("set: has no context", [new(Set, price.Context)], RefusalCode.ContextMismatch);
        var batch = new BatchBuilder(book, [new(price.Bytes, price.Context.ToArray().Flip(1))]);
        yield return new("statementAttestation", "a bit of the context flipped", AttestationCodec.Encode(batch.Statement(0)), RefusalCode.ContextMismatch, new());
    }

    private IEnumerable<InvalidCase> Order()
    {
        var leaves = SampleLeaves.Feeds(17, 3, 2).Select(SampleLeaves.WithoutContext).ToList();
        var (eth, f1, f2, g0, g1) = (leaves[0], leaves[1], leaves[2], leaves[3], leaves[4]);
        var set = SampleLeaves.Set(Setting.Five);
        var next = SampleLeaves.Set(TestAttesters.Set(2, 1, 1, 2, 6));
        var gapOfEth = new Leaf(g0.Bytes.ToArray().Patch(16, eth.Bytes[16..32].ToArray()), default);
        yield return Batch("a gap before a price", [g0, eth], RefusalCode.NotInOrder);
        yield return Batch("a set before a gap", [eth, set, g0], RefusalCode.NotInOrder);
        yield return Batch("a kind that is not known before a price", [SampleLeaves.Reserved(StatementKind.Risk), eth], RefusalCode.NotInOrder);
        yield return Batch("prices not in order of feed", [f2, f1, g0], RefusalCode.NotInOrder);
        yield return Batch("gaps not in order of feed", [eth, g1, g0], RefusalCode.NotInOrder);
        yield return Batch("one statement twice", [eth, f1, f1], RefusalCode.NotInOrder);
        yield return Batch("one feed twice with different values", [eth, new(eth.Bytes.ToArray().Flip(47), default)], RefusalCode.NotInOrder);
        yield return Batch("a price and a gap of one feed", [eth, f1, gapOfEth], RefusalCode.NotInOrder);
        yield return Batch("sets not in order of epoch", [next, set], RefusalCode.NotInOrder);
        yield return Batch("two sets of one epoch", [set, SampleLeaves.Set(TestAttesters.Set(1, 1, 1, 2, 6))], RefusalCode.NotInOrder);
    }

    private InvalidCase Out(string name, byte[] statement) => Signed(name, statement, RefusalCode.OutOfRange);

    private InvalidCase Signed(string name, byte[] statement, RefusalCode refusal) => Batch(name, [new(statement, default)], refusal);

    private InvalidCase Batch(string name, IReadOnlyList<Leaf> leaves, RefusalCode refusal) => new("attestation", name, new BatchBuilder(book, leaves).Bytes, refusal, new());
}
