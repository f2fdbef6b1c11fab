using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Signed batches of 1 to 1,000 leaves with everything that a verifier computes on the way.</summary>
public static class BatchVectors
{
    public static readonly string[] Names = ["batch-0001", "batch-0002", "batch-0003", "batch-0005", "batch-0007", "batch-0064", "batch-1000"];

    private const string Consumer = "eip155:1:0x00000000000000000000000000000000000000c0";

    /// <summary>A large set: 32 members, 17 must sign.</summary>
    private static readonly AttesterSet Large = TestAttesters.Set(4_000_000_000, 17, Setting.Start - 1, Setting.Start + Setting.Day, [.. Enumerable.Range(1, 32)]);

    public static JsonObject Build(string name, SignatureBook book) => name switch
    {
        "batch-0001" => Describe(new(book, SampleLeaves.Feeds(1, 1, 0)) { Sequence = 0 }, new()),
        "batch-0002" => Describe(new(book, SampleLeaves.Feeds(2, 1, 1)) { Audience = BatchBuilder.HashOf(Consumer) }, new() { Audience = BatchBuilder.HashOf(Consumer) }),
        "batch-0003" => Describe(new(book, [.. SampleLeaves.Feeds(3, 1, 1), SampleLeaves.Set(Large)]), new() { Now = null }),
        "batch-0005" => Describe(
            new(book, [.. SampleLeaves.Feeds(5, 2, 1), SampleLeaves.Set(Large), SampleLeaves.Reserved(StatementKind.Risk)]) { Signers = [0, 1, 2, 3, 4], Sequence = ulong.MaxValue - 1 }, new()),
        "batch-0007" => Describe(new(book, [.. SampleLeaves.Feeds(7, 4, 3).Select((leaf, i) => i % 2 == 0 ? leaf : SampleLeaves.WithoutContext(leaf))]), new()),
        "batch-0064" => Describe(new(book, SampleLeaves.Feeds(64, 58, 6)) { Set = Large, Signers = [.. Enumerable.Range(15, 17)] }, new() { Anchor = Large }),
        _ => Describe(new(book, [.. SampleLeaves.Feeds(1_000, 990, 10).Select(SampleLeaves.WithoutContext)]), new()),
    };

    private static JsonObject Describe(BatchBuilder batch, Setting setting)
    {
        var count = batch.Leaves.Count;
        var shown = count <= 7 ? [.. Enumerable.Range(0, count)] : (int[])[0, 1, count / 2, count - 2, count - 1];
        return Object(
            ("options", setting.ToJson()),
            ("attestation", Hex.Encode(batch.Bytes)),
            ("header", Header(batch.Header)),
            ("headerHex", Hex.Encode(HeaderBytes(batch.Header))),
            ("domainSeparator", $"{setting.SigningDomain.Separator}"),
            ("digest", $"{batch.Digest}"),
            ("signatures", Array(batch.Signatures, signature => Object(
                ("signer", Number(signature.Signer)), ("address", $"{batch.Set.Members[signature.Signer]}"), ("signature", Hex.Encode(signature.Bytes.Span))))),
            ("statements", Array(shown, index => DescribeLeaf(batch, index))));
    }

    public static byte[] HeaderBytes(BatchHeader header)
    {
        var writer = new CanonicalWriter(BatchHeaderCodec.Size);
        BatchHeaderCodec.Write(writer, header);
        return writer.ToArray();
    }

    private static JsonObject DescribeLeaf(BatchBuilder batch, int index)
    {
        var leaf = batch.Leaves[index];
        Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
        return Object(
            ("index", Number(index)),
            ("statement", Hex.Encode(leaf.Bytes.Span)),
            ("context", Hex.Encode(leaf.Context.Span)),
            ("decoded", Statement(statement, leaf.Bytes.Span[0])),
            ("leaf", $"{leaf.Hash}"),
            ("proof", Array(batch.Proof(index), node => $"{node}")),
            ("attestation", statement is null ? null : Hex.Encode(AttestationCodec.Encode(batch.Statement(index)))));
    }
}
