using System.Text.Json.Nodes;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Http;

/// <summary>The sample in JavaScript against a running node.</summary>
[Collection(CalmNode.Collection)]
public sealed class SampleTests(CalmNode calm)
{
    private const int Seed = 7;
    private const int Changes = 40;

    private const string Judge = """
        import { verifyPrice } from './price.mjs';
        import { text } from 'node:stream/consumers';
        const { attesters, now, documents } = JSON.parse(await text(process.stdin));
        for (const document of documents) {
          try { await verifyPrice(document, attesters, now); console.log('accepted'); } catch (refusal) { console.log(`refused: ${refusal.message}`); }
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [NeedsNodeFact]
    public void Sample_AskingARunningNode_VerifiesThePrice()
    {
        NodePackages.Ensure(NeedsNodeFactAttribute.Folder);
        var said = NodePackages.Run(NeedsNodeFactAttribute.Folder, Limit, "node", "verify.mjs", calm.Running.Url("/v1/feeds/ETH-USD/latest").ToString(), calm.Running.Url("/v1/attesters").ToString());
        Assert.StartsWith("ETH/USD ", said, StringComparison.Ordinal);
    }

    [NeedsNodeFact]
    public async Task Sample_GivenTheServedDocumentWithAnyFieldChanged_RefusesIt()
    {
        NodePackages.Ensure(NeedsNodeFactAttribute.Folder);
        var document = JsonNode.Parse(await calm.Running.GetAsync("/v1/feeds/ETH-USD/latest"))!;
        var leaves = Leaves(document).ToList();
        var random = new Random(Seed);
        var chosen = Enumerable.Range(0, Changes).Select(_ => leaves[random.Next(leaves.Count)]).ToList();
        var input = new JsonObject
        {
            ["attesters"] = JsonNode.Parse(await calm.Running.GetAsync("/v1/attesters")),
            ["now"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            ["documents"] = new JsonArray([document.DeepClone(), .. chosen.Select(path => Changed(document, path))]),
        };
        var (exit, output, errors) = NodePackages.RunToEnd(NeedsNodeFactAttribute.Folder, Limit, input.ToJsonString(), "node", "--input-type=module", "--eval", Judge);
        Assert.True(exit == 0, errors);
        var verdicts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("accepted", verdicts[0]);
        for (var i = 0; i < Changes; i++) Assert.True(verdicts[i + 1].StartsWith("refused: ", StringComparison.Ordinal), $"seed {Seed}: {chosen[i]} changed, {verdicts[i + 1]}");
    }

    private static IEnumerable<string> Leaves(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(member => Leaves(member.Value!)),
        JsonArray list => list.SelectMany(item => Leaves(item!)),
        _ => [node.GetPath()],
    };

    private static JsonNode Changed(JsonNode document, string path)
    {
        var copy = document.DeepClone();
        var leaf = All(copy).First(node => node.GetPath() == path);
        leaf.ReplaceWith(leaf.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => JsonValue.Create(leaf.GetValue<long>() + 1),
            System.Text.Json.JsonValueKind.String => JsonValue.Create(ChangeText(leaf.GetValue<string>())),
            var kind => JsonValue.Create(kind != System.Text.Json.JsonValueKind.True),
        });
        return copy;
    }

    private static string ChangeText(string text) => text.Length == 0 ? "x" : text[..^1] + (text[^1] == '1' ? '2' : '1');

    private static IEnumerable<JsonNode> All(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(member => All(member.Value!)),
        JsonArray list => list.SelectMany(item => All(item!)),
        _ => [node],
    };
}
