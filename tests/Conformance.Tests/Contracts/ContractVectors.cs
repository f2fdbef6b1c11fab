using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests.Contracts;

/// <summary>The shared vectors as a contract gets them: contracts/evm/test/vectors, which its tests replay call by call.</summary>
public static class ContractVectors
{
    /// <summary>Small enough to be posted as each of its statements, too.</summary>
    private static readonly string[] Whole = ["batch-0001", "batch-0002", "batch-0003", "batch-0005", "batch-0007", "batch-0064"];

    public static string PathOf(string name) => Repository.PathOf("contracts", "evm", "test", "vectors", name + ".json");

    /// <param name="vectors">The files of tests/vectors, by name.</param>
    /// <param name="book">Gives the signatures of what stands here only.</param>
    public static IReadOnlyDictionary<string, JsonNode> Build(IReadOnlyDictionary<string, JsonNode> vectors, SignatureBook book)
    {
        IEnumerable<HubScenario> scenarios =
        [
            .. Whole.SelectMany(name => PriceScenarios.Of(name, vectors[name])),
            PriceScenarios.Large("batch-1000", vectors["batch-1000"]),
            .. RotationScenarios.Of(vectors["rotations"].AsArray()),
            .. FactScenarios.Of(vectors["tracking"].AsArray(), book),
            .. RefusalScenarios.Of(VectorSet.InvalidCases(book), book),
        ];
        return scenarios.Select((scenario, i) => (Name: $"{i:00}", Json: scenario.ToJson()))
            .ToDictionary(item => $"{item.Name}-{FileName((string)item.Json["name"]!)}", item => (JsonNode)item.Json, StringComparer.Ordinal);
    }

    /// <summary>The posting of one statement of the batch, with every signature that it has.</summary>
    public static byte[] Posting(Attestation attestation, SigningDomain domain, int index)
    {
        var proof = Crypto.MerkleTree.Build([.. attestation.Leaves.Select(leaf => leaf.Hash)]).Proof(index);
        return PostingCodec.Encode(new StatementAttestation(attestation.Header, attestation.Leaves[index], proof, attestation.Signatures), domain, attestation.Signatures.Count);
    }

    public static byte[] Posting(Attestation attestation, SigningDomain domain) => PostingCodec.Encode(attestation, domain, attestation.Signatures.Count);

    public static Attestation Attestation(JsonNode hex)
    {
        Assert.Null(AttestationCodec.Decode(BatchTests.Bytes(hex), out Attestation? attestation));
        return attestation!;
    }

    /// <summary>Null: of a kind that version 1 does not know.</summary>
    public static Statement? Read(Leaf leaf)
    {
        Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
        return statement;
    }

    private static string FileName(string name) => string.Concat(name.Split(':')[0].Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
}
