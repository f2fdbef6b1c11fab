using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Conformance.Tests;

public sealed class BatchTests
{
    public static TheoryData<string> Names => [.. BatchVectors.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Batch_OfTheVectors_IsAcceptedAndEncodesBackToItsBytes(string name)
    {
        var vector = VectorFile.Read(name);
        var setting = Setting.From(vector["options"]!);
        Assert.Null(AttestationCodec.Decode(Bytes(vector["attestation"]), out Attestation? attestation));
        Assert.Equal((string)vector["attestation"]!, Hex.Encode(AttestationCodec.Encode(attestation!)));
        Assert.Null(setting.CreateVerifier().Verify(attestation!, setting.Now, out var batch));
        Assert.Equal((string)vector["digest"]!, $"{batch!.Digest}");
        foreach (var (signature, stated) in attestation!.Signatures.Zip(vector["signatures"]!.AsArray()))
        {
            Assert.True(Secp256k1.TryRecoverAddress(batch.Digest, signature.Bytes.Span, out var address));
            Assert.Equal((string)stated!["address"]!, $"{address}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Statement_OfTheVectors_IsAcceptedWithItsProof(string name)
    {
        var vector = VectorFile.Read(name);
        var setting = Setting.From(vector["options"]!);
        var verifier = setting.CreateVerifier();
        foreach (var item in vector["statements"]!.AsArray())
        {
            Hash256[] proof = [.. item!["proof"]!.AsArray().Select(node => Hash256.Parse((string)node!))];
            Assert.Equal((string)vector["header"]!["root"]!, $"{MerkleTree.RootFromProof(Hash256.Parse((string)item["leaf"]!), proof)}");
            if (item["attestation"] is null) continue;
            Assert.Null(AttestationCodec.Decode(Bytes(item["attestation"]), out StatementAttestation? attestation));
            Assert.Equal(proof, attestation!.Proof);
            Assert.Null(verifier.Verify(attestation, setting.Now, out var statement));
            Assert.Equal((string)item["statement"]!, Hex.Encode(StatementCodec.Encode(statement!.Statement)));
        }
    }

    internal static byte[] Bytes(JsonNode? hex)
    {
        Assert.True(Hex.TryDecode((string)hex!, out byte[]? bytes));
        return bytes;
    }
}
