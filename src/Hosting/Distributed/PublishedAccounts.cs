using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Distributed;

/// <summary>What was last stated of each account, from the ledger. A batch states what changed and what its heartbeat is due for, so that two heartbeats of batches hold every account; what is older is not read. Thread-safe.</summary>
internal sealed class PublishedAccounts : IDisposable
{
    /// <summary>Most batches that are read when this begins. Of an account that none of them states, nothing is said.</summary>
    private const int MaximumBatches = 4_096;

    private readonly AccountBoard _board = new();
    private readonly Dictionary<ShardId, ulong> _next = [];
    private readonly Refreshed _reading;

    /// <param name="domain">The deployment.</param>
    /// <param name="shards">Of accounts, with the longest time after which each states an unchanged one.</param>
    /// <param name="ledger">Where their batches are.</param>
    /// <param name="every">How old the last reading may be.</param>
    /// <param name="time">Measures that.</param>
    public PublishedAccounts(SigningDomain domain, IReadOnlyList<(ShardId Shard, TimeSpan Heartbeat)> shards, ILedgerReader ledger, TimeSpan every, TimeProvider time) =>
        _reading = new(cancellation => ReadAsync(domain, shards, ledger, cancellation), every, time);

    /// <exception cref="IOException">The ledger could not be read.</exception>
    public async ValueTask<AccountBoard> ReadAsync(CancellationToken cancellation)
    {
        await _reading.EnsureAsync(cancellation).ConfigureAwait(false);
        return _board;
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(SigningDomain domain, IReadOnlyList<(ShardId Shard, TimeSpan Heartbeat)> shards, ILedgerReader ledger, CancellationToken cancellation)
    {
        foreach (var (shard, heartbeat) in shards)
        {
            if (await PublishedBatches.LastAsync(ledger, domain, shard.ToString(), cancellation).ConfigureAwait(false) is not { } last) continue;
            var next = _next.TryGetValue(shard, out var known) ? known : await FirstAsync(ledger, domain, last, heartbeat, cancellation).ConfigureAwait(false);
            for (; next <= last.Header.Sequence; next++)
            {
                var batch = next == last.Header.Sequence ? last : await PublishedBatches.ReadAsync(ledger, domain, shard.ToString(), next, cancellation).ConfigureAwait(false);
                _board.Apply(batch!.ToAttestation(), batch.Digest);
                _next[shard] = next + 1;
            }
        }
    }

    /// <summary>The first batch that has to be read.</summary>
    private static async Task<ulong> FirstAsync(ILedgerReader ledger, SigningDomain domain, StoredBatch last, TimeSpan heartbeat, CancellationToken cancellation)
    {
        var since = last.Header.ObservedAt - (2 * (long)heartbeat.TotalMilliseconds);
        var first = last.Header.Sequence;
        for (var read = 1; first > 0 && read < MaximumBatches; read++)
        {
            if (await PublishedBatches.ReadAsync(ledger, domain, last.Header.Shard.ToString(), first - 1, cancellation).ConfigureAwait(false) is not { } before || before.Header.ObservedAt < since) break;
            first--;
        }

        return first;
    }
}
