using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>The last published statement of each feed, from the ledger. Every batch of a shard states all of its feeds, so that the last one is enough. Thread-safe.</summary>
internal sealed class PublishedFeeds : IDisposable
{
    private readonly FeedBoard _board = new();
    private readonly Dictionary<string, ulong> _applied = [];
    private readonly Refreshed _reading;

    /// <param name="domain">The deployment.</param>
    /// <param name="shards">Of feeds.</param>
    /// <param name="ledger">Where their batches are.</param>
    /// <param name="every">How old the last reading may be.</param>
    /// <param name="time">Measures that.</param>
    public PublishedFeeds(SigningDomain domain, IEnumerable<ShardId> shards, ILedgerReader ledger, TimeSpan every, TimeProvider time)
    {
        List<string> names = [.. shards.Select(static shard => shard.ToString())];
        _reading = new(cancellation => ReadAsync(domain, names, ledger, cancellation), every, time);
    }

    /// <exception cref="IOException">The ledger could not be read.</exception>
    public async ValueTask<FeedBoard> ReadAsync(CancellationToken cancellation)
    {
        await _reading.EnsureAsync(cancellation).ConfigureAwait(false);
        return _board;
    }

    /// <summary>As it was read last.</summary>
    public FeedEntry? Find(FeedId feed) => _board.Find(feed);

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(SigningDomain domain, IReadOnlyList<string> shards, ILedgerReader ledger, CancellationToken cancellation)
    {
        foreach (var shard in shards)
        {
            if (await PublishedBatches.LastAsync(ledger, domain, shard, cancellation).ConfigureAwait(false) is not { } batch) continue;
            if (_applied.TryGetValue(shard, out var applied) && batch.Header.Sequence <= applied) continue;
            _board.Apply(new RoundOutcome.Published(batch.ToAttestation(), batch.Digest, string.Empty, []));
            _applied[shard] = batch.Header.Sequence;
        }
    }
}
