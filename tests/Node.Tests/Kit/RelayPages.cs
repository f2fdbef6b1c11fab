using System.Text.Json;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>What a relay in a process of its own shows and keeps.</summary>
internal static class RelayPages
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>The relay's only chain, once it is as wanted.</summary>
    /// <param name="meanwhile">Done before each look.</param>
    public static async Task<JsonElement> UntilAsync(HttpClient http, NodeProcess relay, Func<JsonElement, bool> wanted, Func<Task>? meanwhile = null)
    {
        const string Mark = "  relay   ";
        await relay.SaysAsync(Mark);
        var address = new Uri(relay.Output.Split(Mark)[1].Split('\n')[0].Trim());
        using var limit = new CancellationTokenSource(Limit);
        var last = string.Empty;
        try
        {
            while (true)
            {
                if (meanwhile is not null) await meanwhile();
                last = await http.GetStringAsync(address, limit.Token);
                if (Json.Parse(last).GetProperty("chains").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } chain && wanted(chain)) return chain;
                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new InvalidOperationException($"not within {Limit}: {last}");
        }
    }

    public static ulong Posted(JsonElement chain) => ulong.Parse(chain.GetProperty("counts").Text("posted"));

    /// <summary>The lowest that is stored of any feed.</summary>
    public static ulong SequenceOf(JsonElement chain) => chain.GetProperty("feeds").EnumerateArray().Min(static feed => feed.TryGetProperty("sequence", out var sequence) ? ulong.Parse(sequence.GetString()!) : 0);

    /// <param name="folder">Of the relay.</param>
    public static List<RelayReceipt> Receipts(string folder) => Read(folder, RelaySinks.Receipts, static body => (ReceiptCodec.Decode(body, out var receipt), receipt));

    private static List<T> Read<T>(string folder, string stream, Func<ReadOnlyMemory<byte>, (Domain.Refusal? Refusal, T? Value)> decode)
    {
        var found = new List<T>();
        var opened = FileEventStream.Verify(FileEventStream.In(Path.Combine(folder, stream)), stored =>
        {
            var (refusal, value) = decode(stored.Body);
            Assert.Null(refusal);
            found.Add(value!);
        });
        Assert.IsType<OpenOutcome<StreamSummary>.Opened>(opened);
        return found;
    }
}
