using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests;

public sealed class PriceDocumentTests
{
    private static readonly string Example = Repository.PathOf("docs", "spec", "price-document.example.json");
    private static readonly string ExampleAttesters = Repository.PathOf("docs", "spec", "attesters-document.example.json");
    private static readonly string SampleFolder = Repository.PathOf("samples", "verify-js");

    /// <summary>The sample accepts what the writer writes and refuses it with any one member of it changed, left out or added.</summary>
    [NodeFact("tests", "conformance-js")]
    public void SampleInJavaScript_AcceptsTheDocument_AndRefusesItWithAnyFieldChanged()
    {
        NodePackages.Ensure(SampleFolder);
        var (exit, output) = Node(Repository.PathOf("tests", "conformance-js"), Cases().ToJsonString(), "price.mjs");
        Assert.True(exit == 0, output);
        Assert.Contains("every change refused", output, StringComparison.Ordinal);
    }

    [NodeFact("samples", "verify-js")]
    public void Sample_OnTheCommandLine_PrintsThePriceOrTheReason()
    {
        var attesters = Path.GetTempFileName();
        try
        {
            var fresh = FreshDocument(attesters);
            var (exit, output) = Node(SampleFolder, fresh, "verify.mjs", "-", attesters);
            Assert.True(exit == 0, output);
            Assert.StartsWith("ETH/USD 4317.25 ± 1.72, good for open, borrow, withdraw, liquidate, relay until 2", output, StringComparison.Ordinal);

            var (refused, reason) = Node(SampleFolder, fresh.Replace("4317.25", "4317.26", StringComparison.Ordinal), "verify.mjs", "-", attesters);
            Assert.Equal(1, refused);
            Assert.Equal("refused: document.statement.decoded.value is not what is signed", reason.Trim());
        }
        finally
        {
            File.Delete(attesters);
        }
    }

    /// <summary>Runs a program of the folder; what it prints, errors last.</summary>
    private static (int ExitCode, string Output) Node(string folder, string input, params string[] arguments)
    {
        NodePackages.Ensure(folder);
        var (exit, output, errors) = NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(5), input, "node", arguments);
        return (exit, output + errors);
    }

    /// <summary>Signed now, for a program that asks the system's clock.</summary>
    private static string FreshDocument(string attesters)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var set = AttesterSet.Create(1, 3, now - 1_000, now + 60_000, Setting.Five.Members, out _)!;
        File.WriteAllText(attesters, Attesters(new() { Anchor = set }).ToJsonString());
        var batch = new BatchBuilder(SignatureBook.Load(), [SampleLeaves.EthUsd]) { Set = set, Signers = [], ObservedAt = now };
        var statement = batch.Statement(0) with { Signatures = TestAttesters.Sign(set, batch.Digest, 0, 1, 2) };
        return System.Text.Encoding.UTF8.GetString(PriceDocument.Write(new(Setting.Deployment), statement, set));
    }

    /// <summary>The example beside the schema is what the writer writes for batch-0007.</summary>
    [Fact]
    public void ExampleOfTheSchema_IsWhatTheWriterWrites()
    {
        var (document, attesters) = DocumentsOf("batch-0007").First();
        if (VectorFile.Rewriting)
        {
            File.WriteAllText(Example, VectorFile.ToText(document));
            File.WriteAllText(ExampleAttesters, VectorFile.ToText(attesters));
        }

        Assert.Equal(File.ReadAllText(Example), VectorFile.ToText(document));
        Assert.Equal(File.ReadAllText(ExampleAttesters), VectorFile.ToText(attesters));
    }

    /// <summary>Prices with and without a proof, with and without an audience, and a gap.</summary>
    private static JsonArray Cases() => new([.. CasesOf("batch-0002"), .. CasesOf("batch-0007").Take(2)]);

    private static IEnumerable<JsonObject> CasesOf(string name)
    {
        var options = VectorFile.Read(name)["options"]!;
        return DocumentsOf(name).Select(pair => Object(
            ("document", pair.Document), ("attesters", pair.Attesters), ("now", options["now"]!.DeepClone()), ("audience", options["audience"]!.DeepClone())));
    }

    private static IEnumerable<(JsonNode Document, JsonNode Attesters)> DocumentsOf(string name)
    {
        var vector = VectorFile.Read(name);
        var setting = Setting.From(vector["options"]!);
        foreach (var item in vector["statements"]!.AsArray().Where(item => (string)item!["context"]! != "0x"))
        {
            Assert.Null(AttestationCodec.Decode(BatchTests.Bytes(item!["attestation"]), out StatementAttestation? attestation));
            yield return (JsonNode.Parse(PriceDocument.Write(setting.SigningDomain, attestation!, setting.Anchor))!, Attesters(setting));
        }
    }

    private static JsonNode Attesters(Setting setting) => JsonNode.Parse(AttestersDocument.Write(setting.SigningDomain, (setting.Anchor, setting.Anchor.ExpiresAt)))!;
}
