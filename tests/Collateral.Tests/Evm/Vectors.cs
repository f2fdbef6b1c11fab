using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>The worlds of <c>tests/data/protocols/lending/vectors.json</c>: answers encoded by ethers from published ABIs, and what follows from them, computed there.</summary>
internal static class Vectors
{
    public static JsonArray All { get; } = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "protocols", "lending", "vectors.json")))!.AsArray();

    public static JsonNode Named(string name) => All.Single(world => (string)world!["name"]! == name)!;

    /// <summary>Sources whose credit rule differs share a member of the configuration.</summary>
    public static string MemberOf(JsonNode world) => (string)world["source"]! is "erc7540" ? "erc4626" : (string)world["source"]!;

    public static IEvmProtocol ReaderOf(JsonNode world)
    {
        var problems = new List<string>();
        using var list = JsonDocument.Parse($"[{world["config"]!.ToJsonString()}]");
        Assert.True(EvmProtocols.TryParse(MemberOf(world), list.RootElement, problems, out var protocols));
        Assert.Empty(problems);
        return Assert.Single(protocols);
    }

    /// <summary>Return data by contract and call data.</summary>
    public static Dictionary<(EvmAddress To, string Data), byte[]> AnswersOf(JsonNode world) =>
        world["answers"]!.AsArray().ToDictionary(answer => (EvmAddress.Parse((string)answer!["to"]!), (string)answer["data"]!), answer => Convert.FromHexString(((string)answer!["returns"]!)[2..]));

    /// <summary>Drives a reader with what <paramref name="answer"/> says to each call.</summary>
    public static ProtocolAnswer Read(IEvmProtocol reader, EvmAddress owner, Func<EvmCall, CallOutcome> answer)
    {
        var answers = new List<IReadOnlyList<CallOutcome>>();
        while (reader.Step(owner, answers) is EvmStep.Ask ask)
        {
            Assert.NotEmpty(ask.Calls);
            Assert.True(answers.Count < 10, "a protocol that never ends");
            answers.Add([.. ask.Calls.Select(answer)]);
        }

        return ((EvmStep.Done)reader.Step(owner, answers)).Answer;
    }

    public static ProtocolAnswer Read(JsonNode world)
    {
        var answers = AnswersOf(world);
        return Read(ReaderOf(world), OwnerOf(world), call => answers.TryGetValue((call.To, Hex.Encode(call.Data.Span)), out var data)
            ? new CallOutcome.Returned(data)
            : throw new InvalidOperationException($"{(string)world["name"]!}: nobody encoded an answer to {call.To} {Hex.Encode(call.Data.Span)}"));
    }

    public static EvmAddress OwnerOf(JsonNode world) => EvmAddress.Parse((string)world["owner"]!);

    public static EvmLog LogOf(JsonNode log) => new(
        EvmAddress.Parse((string)log["contract"]!),
        [.. log["topics"]!.AsArray().Select(topic => Hash256.Parse((string)topic!))],
        Convert.FromHexString(((string)log["data"]!)[2..]),
        Hash256.Parse(new('b', 64)),
        100,
        Hash256.Parse(new('c', 64)),
        0);
}
