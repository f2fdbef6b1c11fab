using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Keeps asking, or listening to, one source, and tells every shard what concerns it.</summary>
public sealed class FeedPump(FeedSource source, IReadOnlyList<ShardLoop> shards, NodeServices services)
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

    /// <summary>A failure is reported when it begins, and again after the feed was good.</summary>
    private void Report(Look look)
    {
        foreach (var observation in look.Observations)
        {
            foreach (var key in _reported.Keys.Where(key => key.Feed == observation.Feed).ToList()) _reported.Remove(key);
        }

        foreach (var failure in look.Failures)
        {
            if (!_reported.TryAdd((failure.Feed, failure.Code), true)) continue;
            services.Notify(new(NoticeLevel.Warning, $"{source.Reader.Route} {failure.Feed}".Trim(), $"{failure.Code}: {failure.Detail}"));
        }
    }
}
