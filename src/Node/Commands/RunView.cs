using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Sandbox.Relay;
using CrossChainOracle.Pipeline;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>What a running node shows: where it listens, what happens, and at the end what it attested.</summary>
internal sealed class RunView(Terminal terminal, bool json)
{
    private const long ProgressEveryMs = 1_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<ShardId, (ulong First, ulong Last)> _published = [];
    private long _shownAt;

    public void Started(Uri address, params string[] lines)
    {
        if (json) return;
        foreach (var line in lines) terminal.Line(line);
        terminal.Line();
        terminal.Line($"  page    {address}");
        terminal.Line($"  price   {new Uri(address, "/v1/feeds")}");
        terminal.Line($"  stream  {new Uri(address, "/v1/stream")}");
        terminal.Line();
        terminal.Line("Ctrl-C stops.");
        terminal.Line();
    }

    /// <summary>What a node on live sources attests.</summary>
    public void Started(Uri address, NodeConfig config)
    {
        var feeds = $"{config.Deployment}, {config.Shards.Sum(shard => shard.Feeds.Count)} feeds, data in {config.DataFolder}";
        if (config.AccountShards.Count == 0)
        {
            Started(address, feeds);
            return;
        }

        var chains = config.AccountShards.SelectMany(shard => shard.Policy.Chains).Select(chain => chain.Chain).Distinct().Order().ToList();
        Started(address, feeds, $"{config.AccountShards.Sum(shard => shard.Policy.Accounts.Count)} accounts on {chains.Count} chains: {string.Join(", ", chains)}");
    }

    /// <summary>Notices go to standard error: standard output stays a document.</summary>
    public void Notice(NodeNotice notice)
    {
        lock (_gate) terminal.Error($"{notice.Level.ToString().ToLowerInvariant()}: {notice.Subject}: {notice.Text}");
    }

    /// <summary>A line of progress, at most one a second.</summary>
    public void Turned(ShardId shard, RoundOutcome outcome)
    {
        if (outcome is not RoundOutcome.Published published) return;
        lock (_gate)
        {
            var header = published.Attestation.Header;
            _published[shard] = (_published.TryGetValue(shard, out var before) ? before.First : header.Sequence, header.Sequence);
            if (json) return;
            if (header.ObservedAt - _shownAt < ProgressEveryMs) return;
            _shownAt = header.ObservedAt;
            terminal.Line($"{UnixTime.ToText(header.ObservedAt)}  {shard} #{header.Sequence}  {string.Join("  ", published.Feeds.Select(Describe))}".TrimEnd());
        }
    }

    /// <summary>Which batches each shard has published.</summary>
    public void Stopped(string deployment)
    {
        if (!json)
        {
            foreach (var (shard, (first, last)) in _published) terminal.Line($"shard {shard}: published #{first} to #{last}");
            terminal.Line("Stopped.");
            return;
        }

        terminal.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("deployment", deployment);
            writer.WriteStartArray("shards");
            foreach (var (shard, (first, last)) in _published)
            {
                writer.WriteStartObject();
                writer.WriteString("shard", shard.ToString());
                writer.WriteNumber("firstSequence", first);
                writer.WriteNumber("lastSequence", last);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>Something that takes long is about to begin.</summary>
    public void Progress(string text)
    {
        lock (_gate) terminal.Error(text);
    }

    /// <summary>What stands on the chains of a relay.</summary>
    public void Deployed(IReadOnlyList<RelayedChain> chains)
    {
        if (!json) RelayView.Deployed(terminal, chains);
    }

    /// <summary>What was attested; the exit code is not 0 when the subscriber refused or missed anything or received nothing, or a chain says something else than the stream.</summary>
    /// <param name="posted">Of a relay; null where there was none.</param>
    public int Finish(SubscriberReport report, RelayReport? posted, string? folder)
    {
        if (json) WriteJson(report, posted, folder);
        else WriteTable(report, posted, folder);
        foreach (var refusal in report.Refusals.Take(5)) terminal.Error($"the subscriber refused a batch: {refusal}");
        foreach (var hole in report.Holes.Take(5)) terminal.Error($"the subscriber could not have batches {hole.First} to {hole.Last} of shard {hole.Shard}: {hole.Reason}");
        foreach (var different in posted?.Different.Take(5) ?? []) terminal.Error($"{different.Chain} {different.Call} of {different.Feed} at block {different.Block}: {different.Problem}");
        return report.Refusals.Count == 0 && report.Holes.Count == 0 && report.Batches > 0 && posted is not { IsSame: false } ? ExitCode.Ok : ExitCode.Refused;
    }

    private void WriteTable(SubscriberReport report, RelayReport? posted, string? folder)
    {
        terminal.Line();
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Attested {report.Batches} rounds (#{report.First} to #{report.Last}): {report.Prices} prices and {report.Gaps} gaps, all verified by a subscriber over HTTP; {report.Percentile(50)} ms from observation to verified (median, 99 %: {report.Percentile(99)} ms)."));
        var table = Terminal.Table("feed", "price", "± band", "breaker", "good for");
        foreach (var statement in report.Latest)
        {
            var price = (PriceStatement)statement.Statement;
            var colour = price.Breaker == BreakerState.Closed ? "green" : "yellow";
            table.AddRow(
                Markup.Escape(price.Feed.ToString()), Shorten(price.Value), Shorten(price.Confidence), $"[{colour}]{price.Breaker}[/]", Markup.Escape(price.Verdict.ToString()));
        }

        terminal.Console.Write(table);
        if (report.AccountBatches > 0) AccountsView.Show(terminal, report.AccountBatches, report.Accounts);
        if (posted is not null) RelayView.Show(terminal, posted);
        if (folder is not null) terminal.Line($"Kept in {folder}, sealed. Verify it:  verify {folder}");
    }

    private void WriteJson(SubscriberReport report, RelayReport? posted, string? folder) => terminal.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("rounds", report.Batches);
        writer.WriteNumber("firstSequence", report.First);
        writer.WriteNumber("lastSequence", report.Last);
        writer.WriteNumber("prices", report.Prices);
        writer.WriteNumber("gaps", report.Gaps);
        writer.WriteNumber("refused", report.Refusals.Count);
        writer.WriteNumber("latencyMsP50", report.Percentile(50));
        writer.WriteNumber("latencyMsP99", report.Percentile(99));
        if (folder is not null) writer.WriteString("folder", folder);
        writer.WriteStartArray("feeds");
        foreach (var statement in report.Latest)
        {
            var price = (PriceStatement)statement.Statement;
            writer.WriteStartObject();
            writer.WriteString("feed", price.Feed.ToString());
            writer.WriteString("value", price.Value.ToString());
            writer.WriteString("confidence", price.Confidence.ToString());
            writer.WriteString("breaker", price.Breaker.ToString());
            writer.WriteString("verdict", price.Verdict.ToString());
            writer.WriteNumber("publishedAt", price.PublishedAt);
            writer.WriteString("digest", statement.Digest.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (report.AccountBatches > 0) AccountsView.Write(writer, report.AccountBatches, report.Accounts);
        if (posted is not null) RelayView.Write(writer, posted);
        writer.WriteEndObject();
    });

    private static string Describe(FeedOutcome outcome) => outcome switch
    {
        FeedOutcome.Priced priced => $"{priced.State.Feed} {Shorten(priced.Value)}±{Shorten(priced.Confidence)} ({priced.Context.Votes.Count}/{priced.Context.ConfiguredProviders}{(priced.State.Breaker == BreakerState.Closed ? string.Empty : " " + priced.State.Breaker)})",
        FeedOutcome.Gap gap => $"{gap.State.Feed} gap:{gap.Reason}",
        _ => string.Empty,
    };

    /// <summary>At most six decimal places: for reading, not for computing.</summary>
    public static string Shorten(Price price)
    {
        var text = price.ToString();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point >= 0 && text.Length > point + 7 ? text[..(point + 7)] : text;
    }
}
