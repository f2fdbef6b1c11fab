using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>A shard of feeds to observe.</summary>
/// <param name="Rules">Its policy.</param>
/// <param name="Index">Its place in the deployment.</param>
public sealed record ObservedPrices(PriceRules Rules, int Index)
{
    /// <summary>What was heard of its feeds since this instance started.</summary>
    public ObservationBook Book { get; } = new(Rules.Policy.Feeds.Select(static feed => feed.Feed).ToHashSet());
}

/// <summary>From sources to observations of prices: at each tick one look at every source, and a draft of every shard.</summary>
/// <param name="shards">Observed here.</param>
/// <param name="readers">Of all routes that their policies name.</param>
/// <param name="publication">Where drafts go.</param>
/// <param name="evidence">What the attesters will check evidence by; null where no source is authenticated.</param>
/// <param name="limit">How long a tick waits for its sources.</param>
/// <param name="time">Every time in a draft comes from here.</param>
/// <param name="onFault">Told of a source that threw.</param>
public sealed class PriceIngest(
    IReadOnlyList<ObservedPrices> shards, IReadOnlyList<IFeedReader> readers, DraftPublication publication, RoundEvidence? evidence, TimeSpan limit, TimeProvider time, Action<Exception> onFault)
{
    private readonly Looks _looks = new([.. readers.Select(reader => (Func<Task>)(() => HearAsync(reader, shards)))], limit, time, onFault);

    /// <summary>One tick. One caller at a time.</summary>
    /// <param name="period">Of the schedule.</param>
    /// <param name="cancellation">Drafts that were not sent by then are left out.</param>
    public async Task<IReadOnlyList<IngestOutcome>> RunAsync(TimeSpan period, CancellationToken cancellation)
    {
        var tick = Tick.Of(Now(), period);
        await _looks.TakeAsync(cancellation).ConfigureAwait(false);
        return await Task.WhenAll(shards.Select(shard => ObserveAsync(shard, tick, cancellation))).ConfigureAwait(false);
    }

    private static async Task HearAsync(IFeedReader reader, IReadOnlyList<ObservedPrices> shards)
    {
        var look = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var shard in shards) shard.Book.Add(look);
    }

    private async Task<IngestOutcome> ObserveAsync(ObservedPrices shard, long tick, CancellationToken cancellation)
    {
        var (rules, known) = (shard.Rules, shard.Book.Snapshot());

        // An instance that has only just started knows nothing, and would state gaps where there are none.
        if (known.Observations.Count == 0 && known.Failures.Count == 0) return new IngestOutcome.Nothing(rules.Shard, "no source has been heard yet");
        var observedAt = Math.Max(tick, Now());
        var proven = evidence?.Sift(known, rules.Policy, observedAt) ?? known;
        var draft = RoundAssembly.Observe(rules.Shard, rules.PolicyDigest, 0, ShardState.Initial(rules.Shard, 0), Hash256.Zero, observedAt, proven);
        return await publication.PublishAsync(rules.Shard, shard.Index, tick, RoundCodec.Encode(draft), cancellation).ConfigureAwait(false);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
