using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Tests;

public sealed class CanonicalWriterTests
{
    [Fact]
    public void Value_ThatDoesNotFitItsField_Throws()
    {
        var writer = new CanonicalWriter();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Time(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Time(UnixTime.MaxValue + 1));
        Assert.Throws<OverflowException>(() => writer.U16(65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.U80(Observation.MaxSequence + 1));
        Assert.Throws<ArgumentException>(() => AttestationCodec.EncodeSignatures([new(0, new byte[64])]));
    }

    [Fact]
    public void Document_OfAnythingButAPriceOrGapWithItsContext_Throws()
    {
        var random = new RandomForms(3);
        var set = random.Set();
        var domain = new SigningDomain("crosschainoracle:test");
        Assert.Throws<ArgumentException>(() => PriceDocument.Write(domain, With(new(StatementCodec.Encode(new AttesterSetStatement(set)), default)), set));
        Assert.Throws<ArgumentException>(() => PriceDocument.Write(domain, With(new(StatementCodec.Encode(random.PriceOf(random.Feed())), default)), set));
        Assert.Throws<ArgumentException>(() => PriceDocument.Write(domain, With(new(new byte[] { 1, 2, 3 }, default)), set));

        StatementAttestation With(Leaf leaf) => new(random.Header(), leaf, [], []);
    }

    /// <summary>Nothing that a statement or a context can hold has no place in the document.</summary>
    [Fact]
    public void Document_OfEveryPriceAndGap_CanBeWritten()
    {
        var domain = new SigningDomain("crosschainoracle:test");
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new RandomForms(seed);
            var leaf = random.Coin()
                ? new Leaf(StatementCodec.Encode(random.PriceOf(random.Feed())), Form.Write(random.PriceContext()))
                : new Leaf(StatementCodec.Encode(random.GapOf(random.Feed())), Form.Write(random.GapContext()));
            var document = PriceDocument.Write(domain, new(random.Header(), leaf, [random.Hash()], []), random.Set());
            using var json = System.Text.Json.JsonDocument.Parse(document);
            Assert.Equal(Hex.Encode(leaf.Bytes.Span), json.RootElement.GetProperty("statement").GetProperty("hex").GetString());
        }
    }
}
