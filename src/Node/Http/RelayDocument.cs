using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Running;

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
        if (chain.Hub is { } hub) json.WriteString("hub", hub);
        if (chain.Pyth is { } pyth) json.WriteString("pyth", pyth);
        if (chain.Head is { } head) WriteHead(json, head);
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

    private static void WriteHead(Utf8JsonWriter json, ChainHead head)
    {
        json.WriteStartObject("head");
        json.WriteString("number", Text(head.Number));
        if (head.Hash is { } hash) json.WriteString("hash", hash);
        if (head.Time is { } time) json.WriteNumber("time", time);
        if (head.BaseFee is { } baseFee) json.WriteString("baseFee", Text(baseFee));
        if (head.Epoch is { } epoch) json.WriteNumber("epoch", epoch);
        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, ChainView chain)
    {
        json.WriteStartObject("account");
        json.WriteString("address", chain.Account);
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
        if (counts.LostFee > 0) json.WriteString("lostFee", Text(counts.LostFee));
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
        if (feed.Aggregator is { } aggregator) json.WriteString("aggregator", aggregator);
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
        if (feed.Last?.Block?.Cost is PostingCost.Gas gas) json.WriteString("gas", Text(gas.Used));
        if (feed.Last?.Block?.Cost is PostingCost.Total total) json.WriteString("fee", Text(total.Fee));
        if (feed.Last is { Statements.Count: var sharing }) json.WriteNumber("sharing", sharing);
        json.WriteEndObject();
    }

    private static void WriteInFlight(Utf8JsonWriter json, PostingUnderWay transaction)
    {
        json.WriteStartObject();
        if (transaction.PostingId is { } posting) json.WriteString("posting", posting);
        if (transaction.Nonce is { } nonce) json.WriteString("nonce", Text(nonce));
        json.WriteNumber("submittedAt", transaction.SubmittedAt);
        if (transaction.Block is { } block) json.WriteString("block", Text(block));
        json.WriteEndObject();
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
