using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.RelayChaos.Chains;
using CrossChainOracle.RelayChaos.World;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>What a chain says of facts that were taken back: by its events, its floors and its readers' calls.</summary>
internal sealed class FactCheck(RunningChain chain)
{
    private const int SubjectTopic = 2;
    private static readonly string Stored = Keccak256.Hash("FactStored(bytes16,bytes32,uint8,uint64)"u8).ToString();

    /// <summary>Everything that is wrong; empty where nothing is.</summary>
    public async Task<IReadOnlyList<string>> ProblemsAsync(IReadOnlyList<RetractionStatement> retractions)
    {
        var problems = new List<string>();
        var posted = await PostedAsync();
        ulong? highest = null;
        foreach (var of in retractions.GroupBy(static retraction => (retraction.FactKind, retraction.Subject)))
        {
            var (kind, subject) = of.Key;
            var floor = of.Max(static retraction => retraction.Sequence);
            var wasPosted = posted.GetValueOrDefault(subject, []).Any(sequence => sequence <= floor);
            if (chain.Plan.PostEveryRetraction || wasPosted) highest = Math.Max(highest ?? 0, floor);
            var found = await FloorAsync(subject);
            if ((chain.Plan.PostEveryRetraction || wasPosted) && !(found >= floor)) problems.Add($"chain {chain.Plan.Name}: the floor of {subject} is {Text(found)}, retracted is up to {floor}");
            if (await ReadableAsync(kind, subject) is { } sequence && sequence <= floor) problems.Add($"chain {chain.Plan.Name}: {kind} {subject} of sequence {sequence} is read, retracted is up to {floor}");
        }

        if (await ReadableAsync(StatementKind.Snapshot, FactSubject.Of(Desk.Account)) is { } snapshot && snapshot <= highest) problems.Add($"chain {chain.Plan.Name}: the snapshot of sequence {snapshot} is read, retracted is up to {highest}");
        return problems;
    }

    /// <summary>Facts that stand in canonical blocks: sequences by subject.</summary>
    public async Task<Dictionary<Hash256, List<ulong>>> PostedAsync()
    {
        var posted = new Dictionary<Hash256, List<ulong>>();
        var filter = new JsonObject { ["fromBlock"] = Rpc.Quantity(chain.First), ["toBlock"] = "latest", ["topics"] = new JsonArray(Stored) };
        foreach (var log in (await chain.Rpc.AskAsync("eth_getLogs", filter)).EnumerateArray())
        {
            var subject = Hash256.Parse(log.GetProperty("topics")[SubjectTopic].GetString()!);
            if (!posted.TryGetValue(subject, out var sequences)) posted.Add(subject, sequences = []);
            sequences.Add(Sequence(log));
        }

        return posted;
    }

    private static ulong Sequence(JsonElement log) =>
        Hex.TryDecode(log.GetProperty("data").GetString(), out byte[]? data) && data.Length == 2 * AbiReader.Word ? Last(data, 1) : throw new RpcException("an event has other data than its declaration");

    private async Task<ulong?> FloorAsync(Hash256 subject)
    {
        var answer = await chain.Rpc.CallAsync(chain.Facts, HubReads.FloorOf(Desk.Shard, subject)) ?? throw new RpcException("floorOf reverted");
        return Last(answer, 0) == 0 ? null : Last(answer, 1);
    }

    /// <summary>Null where the read reverts.</summary>
    private async Task<ulong?> ReadableAsync(StatementKind kind, Hash256 subject) =>
        await chain.Rpc.CallAsync(chain.Facts, HubReads.Fact(kind, Desk.Shard, subject)) is { } answer ? Last(answer, 0) : null;

    /// <summary>The low 64 bits of a word.</summary>
    private static ulong Last(byte[] words, int index) => BinaryPrimitives.ReadUInt64BigEndian(words.AsSpan((index * AbiReader.Word) + AbiReader.Word - sizeof(ulong)));

    private static string Text(ulong? floor) => floor?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none";
}
