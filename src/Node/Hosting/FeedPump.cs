using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Hosting;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Keeps asking, or listening to, one source, and tells every shard what concerns it.</summary>
public sealed class FeedPump(FeedSource source, IReadOnlyList<PriceShard> shards, NodeServices services)
{
    // The first look may still be under way when the listening begins.
    private readonly Lock _gate = new();
    private readonly Dictionary<(FeedId Feed, RejectionCode Code), bool> _reported = [];

    /// <summary>The first look: rounds begin with what every source says, not with gaps.</summary>
    public async Task LookAsync(CancellationToken cancellation) => Hear(await source.Reader.ReadAsync(cancellation).ConfigureAwait(false));

    /// <summary>Until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        source.Reader is IStreamingFeedReader streaming ? ListenAsync(streaming, cancellation) : PollAsync(cancellation);

    private async Task ListenAsync(IStreamingFeedReader reader, CancellationToken cancellation)
    {
        await foreach (var look in reader.StreamAsync(cancellation).ConfigureAwait(false)) Hear(look);
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(source.Poll, services.Time);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false)) await LookAsync(cancellation).ConfigureAwait(false);
    }

    private void Hear(Look look)
    {
        lock (_gate) Report(look);
        foreach (var shard in shards) shard.Hear(look);
    }

    /// <summary>A failure is reported when it begins, and again after the feed was good; one of the whole provider after any of its feeds was.</summary>
    private void Report(Look look)
    {
        if (look.Observations.Count > 0)
        {
            var good = look.Observations.Select(observation => observation.Feed).Append(default).ToHashSet();
            var failing = look.Failures.Select(failure => (failure.Feed, failure.Code)).ToHashSet();
            foreach (var over in _reported.Keys.Where(key => good.Contains(key.Feed) && !failing.Contains(key)).ToList()) _reported.Remove(over);
        }

        foreach (var failure in look.Failures)
        {
            if (!_reported.TryAdd((failure.Feed, failure.Code), true)) continue;
            services.Notify(new(NoticeLevel.Warning, $"{source.Reader.Route} {failure.Feed}".Trim(), $"{failure.Code}: {failure.Detail}"));
        }
    }
}
