using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Running;

namespace CrossChainOracle.Node.Http;

/// <summary><c>/v1/relay</c>: what a relay posted, chain by chain. docs/http.md shows it.</summary>
internal static class RelayDocument
{
    public static byte[] Write(RelayBoard? board, long now) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("now", now);
        json.WriteStartArray("chains");
        foreach (var chain in board?.Chains ?? []) WriteChain(json, chain, now);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The value at or above which so many percent of the values lie; null where there are none.</summary>
    public static T? Percentile<T>(IReadOnlyList<T> values, int percent)
        where T : struct =>
        values.Count == 0 ? null : values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));

    private static void WriteChain(Utf8JsonWriter json, ChainView chain, long now)
    {
        json.WriteStartObject();
        json.WriteString("chain", chain.Chain.ToString());
        json.WriteString("hub", chain.HubAddress.ToString());
        if (chain.Pyth is { } pyth) json.WriteString("pyth", pyth.ToString());
        if (chain.Hub is { } hub) WriteHead(json, hub);
        WriteAccount(json, chain);
        WriteCounts(json, chain.Counts);
        WriteLatency(json, chain);
        json.WriteStartArray("feeds");
        foreach (var feed in chain.Feeds) WriteFeed(json, feed, now);
        json.WriteEndArray();
        json.WriteStartArray("inFlight");
        foreach (var transaction in chain.InFlight) WriteInFlight(json, transaction);
        json.WriteEndArray();
        json.WriteStartArray("receipts");
        foreach (var receipt in chain.Receipts) ReceiptJson.Write(json, receipt);
        json.WriteEndArray();
        json.WriteStartArray("alarms");
        foreach (var alarm in chain.Alarms) json.WriteStringValue(alarm);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, HubState hub)
    {
        json.WriteStartObject("head");
        json.WriteString("number", Text(hub.Number));
        json.WriteString("hash", hub.Hash.ToString());
        json.WriteNumber("time", hub.Time);
        json.WriteString("baseFee", Text(hub.BaseFee));
        json.WriteNumber("epoch", hub.Epoch);
        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, ChainView chain)
    {
        json.WriteStartObject("account");
        json.WriteString("address", chain.Account.ToString());
        if (chain.Status is { } status)
        {
            json.WriteString("balance", Text(status.Balance));
            json.WriteString("covers", Text(status.Covers));
            json.WriteBoolean("low", status.IsLow);
            json.WriteNumber("waiting", status.Waiting);
        }

        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, RelayCounts counts)
    {
        json.WriteStartObject("counts");
        json.WriteString("posted", Text(counts.Posted));
        json.WriteString("overtaken", Text(counts.Overtaken));
        json.WriteString("reverted", Text(counts.Reverted));
        json.WriteString("lostGas", Text(counts.LostGas));
        json.WriteString("deadLetters", Text(counts.DeadLetters));
        json.WriteString("reorged", Text(counts.Reorged));
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, ChainView chain)
    {
        if (Percentile(chain.Latencies, 50) is not { } median) return;
        json.WriteStartObject("latency");
        json.WriteNumber("postings", chain.Latencies.Count);
        json.WriteNumber("p50Ms", median);
        json.WriteNumber("p99Ms", Percentile(chain.Latencies, 99)!.Value);
        json.WriteEndObject();
    }

    private static void WriteFeed(Utf8JsonWriter json, FeedView feed, long now)
    {
        json.WriteStartObject();
        json.WriteString("feed", feed.Feed.ToString());
        json.WriteString("shard", feed.Shard.ToString());
        if (feed.Aggregator is { } aggregator) json.WriteString("aggregator", aggregator.ToString());
        if (feed.Newest is { } newest) json.WriteString("streamSequence", Text(newest));
        if (feed.Stored is { } stored)
        {
            json.WriteString("value", stored.Value.ToString());
            json.WriteString("confidence", stored.Confidence.ToString());
            json.WriteString("sequence", Text(stored.Sequence));
            if (feed.Newest is { } ahead && ahead >= stored.Sequence) json.WriteString("behind", Text(ahead - stored.Sequence));
            Documents.WriteVerdict(json, stored.Verdict);
            json.WriteString("breaker", Documents.Name(stored.Breaker));
            json.WriteNumber("publishedAt", stored.PublishedAt);
            json.WriteNumber("observedAt", stored.ObservedAt);
            json.WriteNumber("validUntil", stored.ValidUntil);
            json.WriteNumber("ageMs", now - stored.ObservedAt);
        }

        if (feed.DueAt is { } due) json.WriteNumber("dueAt", due);
        if (feed.Waiting is { } waiting) json.WriteString("waiting", waiting);
        if (feed.Last?.Block is { } block) json.WriteString("gas", Text(block.GasUsed));
        if (feed.Last is { Statements.Count: var sharing }) json.WriteNumber("sharing", sharing);
        json.WriteEndObject();
    }

    private static void WriteInFlight(Utf8JsonWriter json, InFlight transaction)
    {
        json.WriteStartObject();
        if (transaction.PostingId is { } posting) json.WriteString("posting", posting);
        json.WriteString("nonce", Text(transaction.Nonce));
        json.WriteNumber("submittedAt", transaction.SubmittedAt);
        if (transaction.Included is { } block) json.WriteString("block", Text(block.Number));
        json.WriteEndObject();
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
