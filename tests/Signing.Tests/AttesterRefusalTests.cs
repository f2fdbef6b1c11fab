using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

/// <summary>One thing wrong with a request at a time: each is refused for its own reason, leaves no trace, and the right request is signed after it.</summary>
public sealed class AttesterRefusalTests
{
    private static readonly Proposal Good = Chain.Start().Propose().Then().Propose("2501");

    public static TheoryData<string> Names => [.. Cases.Keys];

    private static Dictionary<string, (CosignRequest Request, Type Refusal, string About)> Cases { get; } = new()
    {
        ["batch: empty"] = (Good.Request with { Batch = default }, typeof(Refusal.Truncated), "attestation"),
        ["batch: garbage"] = (Good.Request with { Batch = new byte[300] }, typeof(Refusal.BadMagic), "CCOA"),
        ["batch: signed already"] = (With(Good.Batch.Header, [.. Good.Batch.Leaves], Keys.Sign(Good.Digest, 0)), typeof(Refusal.OutOfRange), "batch: signatures"),
        ["batch: a statement less"] = (With(Good.Batch.Header with { LeafCount = 1 }, [Good.Batch.Leaves[0]]), typeof(Refusal.LeafCountMismatch), "1"),
        ["batch: another value, root and body made to fit"] = (WithStatement(0, 40), typeof(Refusal.Recomputation), "statement 0"),
        ["batch: another context"] = (WithContext(1), typeof(Refusal.Recomputation), "context 1"),
        ["batch: another state after"] = (With(Good.Batch.Header with { StateDigest = Keys.Digest("x") }, [.. Good.Batch.Leaves]), typeof(Refusal.Recomputation), "batch header"),
        ["batch: another audience"] = (With(Good.Batch.Header with { Audience = Keys.Digest("x") }, [.. Good.Batch.Leaves]), typeof(Refusal.Recomputation), "batch header"),
        ["batch: another algorithm"] = (With(Good.Batch.Header with { Algorithm = 2 }, [.. Good.Batch.Leaves]), typeof(Refusal.Recomputation), "batch header"),
        ["round: empty"] = (Good.Request with { Round = default }, typeof(Refusal.Truncated), "round"),
        ["round: an input left out"] = (With(Good.Round with { Observations = [.. Good.Round.Observations.Skip(1)] }), typeof(Refusal.Recomputation), "statement"),
        ["round: an unused input added"] = (With(Good.Round with { Failures = [new(default, Provider.Pyth, default, RejectionCode.Unreachable, "late")] }), typeof(Refusal.Recomputation), "batch header"),
        ["round: unknown policy"] = (With(Good.Round with { PolicyDigest = Keys.Digest("x") }), typeof(Refusal.OutOfRange), "policy digest"),
        ["round: another shard"] = (With(Good.Round with { Shard = ShardId.Parse("minors") }), typeof(Refusal.Recomputation), "shard"),
        ["round: another sequence"] = (With(Good.Round with { Sequence = 2 }), typeof(Refusal.Recomputation), "sequence"),
        ["round: later validAfter"] = (With(Good.Round with { ValidAfter = Good.Round.ValidAfter + 1 }), typeof(Refusal.Recomputation), "validAfter"),
        ["round: another previous digest"] = (With(Good.Round with { PreviousDigest = Keys.Digest("x") }), typeof(Refusal.BrokenChain), "majors"),
        ["round: sequence 0 with a batch before"] = (With(Good.Round with { Sequence = 0 }), typeof(Refusal.OutOfRange), "sequence 0"),
        ["previous: no state"] = (Good.Request with { PreviousState = default }, typeof(Refusal.Truncated), "state"),
        ["previous: no header"] = (Good.Request with { PreviousHeader = default }, typeof(Refusal.Truncated), "header"),
        ["previous: no signatures"] = (Good.Request with { PreviousSignatures = default }, typeof(Refusal.Truncated), "signatures"),
        ["previous: another state"] = (Good.Request with { PreviousState = Good.Batch.StateBytes }, typeof(Refusal.Recomputation), "state before"),
        ["previous: another header"] = (Good.Request with { PreviousHeader = Chain.HeaderBytes(Good.Batch.Header) }, typeof(Refusal.BrokenChain), "majors"),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cosign_WithOneThingWrong_IsRefusedForIt(string name)
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        var (request, type, about) = Cases[name];
        var refusal = Assert.IsType<CosignOutcome.Refused>(await node.CosignAsync(request)).Refusal;
        Assert.IsType(type, refusal);
        Assert.Contains(about, refusal.ToString(), StringComparison.Ordinal);
        Assert.Null(node.Log.Last(Samples.Shard));
        Assert.IsType<CosignOutcome.Signed>(await node.CosignAsync(Good.Request));
    }

    [Fact]
    public async Task Cosign_Sequence0ThatNamesABatchBefore_IsRefused()
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        var first = Chain.Start();
        var request = first.Propose().Request with { Round = RoundCodec.Encode(first.Round() with { PreviousDigest = Keys.Digest("x") }) };
        var refusal = Assert.IsType<CosignOutcome.Refused>(await node.CosignAsync(request)).Refusal;
        Assert.Contains("previousDigest", Assert.IsType<Refusal.OutOfRange>(refusal).Field, StringComparison.Ordinal);
    }

    private static CosignRequest With(Round round) => Good.Request with { Round = RoundCodec.Encode(round) };

    private static CosignRequest With(BatchHeader header, IReadOnlyList<Leaf> leaves, params IReadOnlyList<AttesterSignature> signatures) =>
        Good.Request with { Batch = AttestationCodec.Encode(new Attestation(header, leaves, signatures)) };

    private static CosignRequest WithStatement(int index, int at)
    {
        var leaves = Good.Batch.Leaves.ToArray();
        var bytes = leaves[index].Bytes.ToArray();
        bytes[at] ^= 1;
        leaves[index] = leaves[index] with { Bytes = bytes };
        return With(Good.Batch.Header with { Root = BatchContent.Root(leaves), Body = BatchContent.Body(leaves) }, leaves);
    }

    private static CosignRequest WithContext(int index)
    {
        var leaves = Good.Batch.Leaves.ToArray();
        leaves[index] = leaves[index] with { Context = new byte[] { 1 } };
        return With(Good.Batch.Header, leaves);
    }
}
