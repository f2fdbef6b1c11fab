using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary>What a hub's events and calls say of its facts, asked by JSON-RPC and with nothing of the relayer (contracts/evm, <c>IFactHub</c>).</summary>
internal sealed class PostedFacts(Uri chain) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="Shard">As in the event's topic.</param>
    /// <param name="Sequence">Nothing of the subject, and no snapshot of the shard, is read at or below it.</param>
    /// <param name="Block">That it was raised in.</param>
    /// <param name="Contract">Where facts are read.</param>
    public sealed record Floor(string Shard, string Subject, ulong Sequence, string Block, string Contract);

    /// <param name="Call">That stored it, with its selector.</param>
    /// <param name="Pull">The function that reads the same posting out of calldata.</param>
    /// <param name="Refusal">The error that it has to end with.</param>
    public sealed record Fact(string Contract, byte[] Call, string Pull, string Refusal);

    /// <summary>The first floor of the chain, as soon as there is one.</summary>
    public async Task<Floor> RaisedAsync()
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Limit; await Task.Delay(100))
        {
            if (await LogsAsync("FloorRaised(bytes16,bytes32,uint64)") is [var log, ..]) return new(Topic(log, 1), Topic(log, 2), Word(log, 0), (string)log["blockNumber"]!, (string)log["address"]!);
        }

        throw new InvalidOperationException($"no retraction was posted on {chain}");
    }

    /// <summary>What was stored before and is taken back by the floor: the position, and snapshots of its shard.</summary>
    public async Task<IReadOnlyList<Fact>> BelowAsync(Floor floor)
    {
        var facts = new List<Fact>();
        foreach (var log in await LogsAsync("FactStored(bytes16,bytes32,uint8,uint64)"))
        {
            var kind = (StatementKind)Word(log, 0);
            if (Topic(log, 1) != floor.Shard || Word(log, 1) > floor.Sequence) continue;
            var call = kind == StatementKind.Collateral && Topic(log, 2) == floor.Subject ? ("verifyCollateral(bytes)", "BelowFloor(bytes32,uint64,uint64)")
                : kind == StatementKind.Snapshot ? ("verifySnapshot(bytes)", "Retracted(bytes16,uint64,uint64)") : default;
            if (call.Item1 is null) continue;
            var transaction = (await AskAsync("eth_getTransactionByHash", (string)log["transactionHash"]!))["result"]!;
            facts.Add(new(floor.Contract, Convert.FromHexString(((string)transaction["input"]!)[2..]), call.Item1, call.Item2));
        }

        return facts;
    }

    /// <summary>Brings the very bytes that were posted in calldata, at the block of the floor.</summary>
    /// <returns>The error by its declaration; what came instead where it is none of a floor.</returns>
    public async Task<string> PullAsync(Fact fact, string block)
    {
        byte[] data = [.. fact.Call];
        BinaryPrimitives.WriteUInt32BigEndian(data, AbiSelector.Of(fact.Pull));
        var answer = await AskAsync("eth_call", new JsonObject { ["to"] = fact.Contract, ["data"] = Hex.Encode(data) }, block);
        var error = (string?)answer["error"]?["data"] ?? answer.ToJsonString();
        string[] floors = ["BelowFloor(bytes32,uint64,uint64)", "Retracted(bytes16,uint64,uint64)"];
        return floors.FirstOrDefault(name => error.StartsWith($"0x{AbiSelector.Of(name):x8}", StringComparison.Ordinal)) ?? error;
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<JsonNode>> LogsAsync(string declaration)
    {
        var filter = new JsonObject { ["fromBlock"] = "0x0", ["toBlock"] = "latest", ["topics"] = new JsonArray(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(declaration)).ToString()) };
        return [.. (await AskAsync("eth_getLogs", filter))["result"]!.AsArray().OfType<JsonNode>()];
    }

    private async Task<JsonNode> AskAsync(string method, params JsonNode?[] parameters)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) };
        using var content = new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(chain, content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static string Topic(JsonNode log, int index) => (string)log["topics"]![index]!;

    /// <summary>The low 64 bits of a word of the data.</summary>
    private static ulong Word(JsonNode log, int index) => Convert.ToUInt64(((string)log["data"]!).Substring(2 + (64 * index) + 48, 16), 16);
}
