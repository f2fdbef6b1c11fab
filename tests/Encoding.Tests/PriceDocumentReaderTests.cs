using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Encoding.Tests;

public sealed class PriceDocumentReaderTests
{
    private const int Mutations = 100_000;

    private static readonly byte[] Example = File.ReadAllBytes(Repository.PathOf("docs", "spec", "price-document.example.json"));

    private readonly SigningDomain _domain;
    private readonly AttesterSet _set;

    public PriceDocumentReaderTests()
    {
        var attesters = JsonNode.Parse(File.ReadAllText(Repository.PathOf("docs", "spec", "attesters-document.example.json")))!;
        var set = attesters["sets"]![0]!;
        _domain = new SigningDomain((string)attesters["deployment"]!);
        var members = set["members"]!.AsArray().Select(member => EvmAddress.Parse((string)member!)).ToList();
        _set = AttesterSet.Create((uint)set["epoch"]!, (int)set["threshold"]!, (long)set["validFrom"]!, (long)set["acceptedUntil"]!, members, out _)!;
    }

    [Fact]
    public void TheExample_IsReadBackToTheBytesItWasWrittenFrom()
    {
        Assert.Null(PriceDocumentReader.Read(Example, _domain, _set, out var attestation));
        var again = PriceDocument.Write(_domain, attestation!, _set);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Example).RootElement, JsonDocument.Parse(again).RootElement));
    }

    [Fact]
    public void AnyChangedMember_IsRefused()
    {
        var paths = Leaves(JsonNode.Parse(Example)!).ToList();
        Assert.True(paths.Count > 80, $"{paths.Count} members only");
        foreach (var path in paths)
        {
            var document = JsonNode.Parse(Example)!;
            Change(document, path);
            var refusal = PriceDocumentReader.Read(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString()), _domain, _set, out var attestation);

            // Another statement, header, proof or signature is another document: it reads, and then verification refuses it.
            if (refusal is null) Assert.NotEqual(Text(Example), Text(PriceDocument.Write(_domain, attestation!, _set)));
            else Assert.Null(attestation);
        }

        static string Text(byte[] json) => JsonNode.Parse(json)!.ToJsonString();
    }

    [Fact]
    public void DamagedDocuments_AreRefusedOrSayWhatIsSigned_AndNothingThrows()
    {
        var mutator = new Mutator(77);
        for (var index = 0; index < Mutations; index++)
        {
            var damaged = mutator.Next(Example);
            if (PriceDocumentReader.Read(damaged, _domain, _set, out var attestation) is not null) continue;
            var again = JsonDocument.Parse(PriceDocument.Write(_domain, attestation!, _set));
            Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(damaged).RootElement, again.RootElement), mutator.Describe(index));
        }
    }

    private static IEnumerable<List<object>> Leaves(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value!).Select(path => (List<object>)[member.Key, .. path])),
        JsonArray items => items.SelectMany((item, index) => Leaves(item!).Select(path => (List<object>)[index, .. path])),
        _ => [[]],
    };

    private static void Change(JsonNode document, List<object> path)
    {
        var owner = document;
        foreach (var step in path[..^1]) owner = step is string name ? owner[name]! : owner[(int)step]!;
        var value = (JsonValue)(path[^1] is string last ? owner[last]! : owner[(int)path[^1]]!);
        JsonNode changed = value.GetValueKind() == JsonValueKind.Number ? JsonValue.Create(value.GetValue<long>() + 1) : JsonValue.Create(Other(value.GetValue<string>()));
        if (path[^1] is string key) owner[key] = changed;
        else owner[(int)path[^1]] = changed;
    }

    private static string Other(string text) => text.Length == 0 ? "x" : text[..^1] + (text[^1] == '0' ? '1' : '0');
}
