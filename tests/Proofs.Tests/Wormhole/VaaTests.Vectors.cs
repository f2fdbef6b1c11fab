using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Tests.Wormhole;

public sealed class VaaTestsVectors
{
    public static TheoryData<string> Vaas => [.. Recorded.Files("wormhole", "vaas")];

    [Theory]
    [MemberData(nameof(Vaas))]
    public void TryVerify_OfARecordedVaa_GivesItsPublishedParts(string file)
    {
        var expected = Recorded.Read(file);
        var decoded = expected.GetProperty("decoded");
        var bytes = Recorded.Bytes(expected);
        Assert.True(VaaParser.TryParse(bytes, out var vaa, out var refusal), refusal?.ToString());
        Assert.True(Recorded.Mainnet.Signers.TryVerify(bytes, vaa.Time, out var verified, out refusal), refusal?.ToString());
        Assert.Equal("wormhole-mainnet", verified.Set.Family);
        Assert.Equal(vaa with { Signatures = [], Payload = default }, verified.Vaa with { Signatures = [], Payload = default });
        AssertHeader(decoded, verified);
        Assert.Equal(Recorded.Text(decoded, "payload_hex"), Hex.Encode(vaa.Payload.Span)[2..]);
    }

    [Theory]
    [MemberData(nameof(Vaas))]
    public void P2whBatch_OfARecordedVaa_GivesItsPublishedAttestations(string file)
    {
        var expected = Recorded.Read(file);
        Assert.True(VaaParser.TryParse(Recorded.Bytes(expected), out var vaa, out _));
        var isBatch = P2whBatch.TryParse(vaa.Payload, out var batch, out var refusal);
        Assert.Equal(expected.GetProperty("decoded").TryGetProperty("p2wh", out var p2wh), isBatch);
        if (!isBatch)
        {
            Assert.Equal(RejectionCode.Malformed, refusal!.Code);
            return;
        }

        Assert.Equal(p2wh.GetProperty("minor").GetInt32(), batch!.Minor);
        Assert.Equal(p2wh.GetProperty("attestation_size").GetInt32(), batch.AttestationSize);
        Assert.Equal(p2wh.GetProperty("attestations").EnumerateArray().Select(Attestation), batch.Attestations);
    }

    internal static void AssertHeader(JsonElement decoded, VerifiedVaa verified)
    {
        var vaa = verified.Vaa;
        Assert.Equal(decoded.GetProperty("guardian_set_index").GetUInt32(), vaa.SetIndex);
        Assert.Equal(vaa.SetIndex, verified.Set.Index);
        Assert.Equal(decoded.GetProperty("timestamp").GetUInt32(), vaa.Timestamp);
        Assert.Equal(Recorded.Text(decoded, "timestamp_utc"), UnixTime.ToText(vaa.Time));
        Assert.Equal(decoded.GetProperty("nonce").GetUInt32(), vaa.Nonce);
        Assert.Equal(new Emitter(decoded.GetProperty("emitter_chain").GetUInt16(), Hash256.Parse(Recorded.Text(decoded, "emitter_address"))), vaa.Emitter);
        Assert.Equal(Recorded.Text(decoded, "sequence"), vaa.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(decoded.GetProperty("consistency_level").GetByte(), vaa.Consistency);
        Assert.Equal(Hash256.Parse(Recorded.Text(decoded, "body_keccak256")), vaa.BodyHash);
        Assert.Equal(Hash256.Parse(Recorded.Text(decoded, "digest_double_keccak256")), vaa.Digest);
        Assert.Equal(decoded.GetProperty("num_signatures").GetInt32(), vaa.Signatures.Count);
        var signers = decoded.GetProperty("signers").EnumerateArray()
            .Select(signer => (signer.GetProperty("guardian_index").GetByte(), EvmAddress.Parse(Recorded.Text(signer, "recovered_address"))));
        Assert.Equal(signers, vaa.Signatures.Select(signature => (signature.Signer, verified.Set.Members[signature.Signer])));
    }

    private static P2whAttestation Attestation(JsonElement expected) => new()
    {
        ProductId = Hash256.Parse(Recorded.Text(expected, "product_id")),
        PriceId = Hash256.Parse(Recorded.Text(expected, "price_id")),
        Price = Number(expected, "price"),
        Confidence = (ulong)Number(expected, "conf"),
        Exponent = expected.GetProperty("expo").GetInt32(),
        EmaPrice = Number(expected, "ema_price"),
        EmaConfidence = (ulong)Number(expected, "ema_conf"),
        Status = expected.GetProperty("status").GetByte(),
        Publishers = expected.GetProperty("num_publishers").GetUInt32(),
        MaximumPublishers = expected.GetProperty("max_num_publishers").GetUInt32(),
        AttestationTime = expected.GetProperty("attestation_time").GetInt64(),
        PublishTime = expected.GetProperty("publish_time").GetInt64(),
        PreviousPublishTime = expected.GetProperty("prev_publish_time").GetInt64(),
        PreviousPrice = Number(expected, "prev_price"),
        PreviousConfidence = (ulong)Number(expected, "prev_conf"),
    };

    private static long Number(JsonElement value, string name) => long.Parse(Recorded.Text(value, name), System.Globalization.CultureInfo.InvariantCulture);
}
