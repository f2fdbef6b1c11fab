using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Signing;

/// <summary>What one attester has bound itself to sign: one digest for a (shard, sequence), durable before the signature is made. Thread-safe.</summary>
/// <remarks>
/// New digests are taken only above a shard's head, so that the log of each shard ascends and forgetting old entries is safe: of a shard the newest
/// <see cref="KeptPerShard"/> are remembered and may be signed again, everything else below the head is refused unseen. A sequence left out while
/// the attester was down stays unsigned by it.
/// </remarks>
public sealed class AttesterLog : IAttesterLog, IAsyncDisposable
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "ATTL";

    /// <summary>Entries of one shard that are kept in memory.</summary>
    public const int KeptPerShard = 1_024;

    private readonly SegmentLog _log;

    private AttesterLog(SegmentLog log, EvmAddress signer, AttesterLogIndex durable) => (_log, Signer, Durable) = (log, signer, durable);

    /// <summary>Whose log it is: every record names the signer, so that two attesters' folders cannot be swapped unnoticed.</summary>
    public EvmAddress Signer { get; }

    internal AttesterLogIndex Durable { get; }

    /// <summary>Entries of the group that is being written. Only the log's writer looks here.</summary>
    internal AttesterLogIndex Undecided { get; } = new();

    /// <summary>The options of a log in a folder.</summary>
    public static LogOptions In(string folder) => new(folder, Kind);

    /// <summary>Opens, verifying every record and that each shard's sequences ascend.</summary>
    /// <returns>Also <see cref="OpenOutcome{T}.Mismatch"/> where the records are another signer's.</returns>
    public static OpenOutcome<AttesterLog> Open(LogOptions options, EvmAddress signer)
    {
        var scan = new AttesterLogScan(signer);
        return scan.Judge(SegmentLog.Open(options, scan.Visit).Map(log => new AttesterLog(log, signer, scan.Index)));
    }

    /// <summary>Verifies every record as <see cref="Open"/> does; takes no lock and writes nothing.</summary>
    /// <param name="visit">Called with every entry in the order it was recorded.</param>
    /// <returns>The number of entries.</returns>
    public static OpenOutcome<AttesterLogSummary> Verify(LogOptions options, EvmAddress signer, Action<AttesterLogEntry>? visit = null)
    {
        var scan = new AttesterLogScan(signer, visit);
        return scan.Judge(ReadOnlyLog.Open(options, scan.Visit).Map(log =>
        {
            log.Dispose();
            return new AttesterLogSummary(signer, scan.Entries);
        }));
    }

    /// <summary>The highest entry of a shard; null before the first.</summary>
    public AttesterLogEntry? Last(ShardId shard) => Durable.Last(shard);

    /// <summary>The durable entry of a sequence; null where there is none or it is no longer remembered.</summary>
    public AttesterLogEntry? Find(ShardId shard, ulong sequence) => Durable.Find(shard, sequence);

    public ValueTask<AttesterLogEntry?> FindAsync(ShardId shard, ulong sequence, CancellationToken ct = default) => new(Durable.Find(shard, sequence));

    /// <summary>Binds the attester to the digest. Durable when it returns <see cref="RecordOutcome.Recorded"/> or <see cref="RecordOutcome.AlreadySame"/>.</summary>
    /// <exception cref="ArgumentException">An empty shard or a zero digest: no batch has them.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn: nothing was or will be written.</exception>
    public async ValueTask<RecordOutcome> RecordAsync(ShardId shard, ulong sequence, Hash256 digest, Hash256 stateDigest, CancellationToken ct = default)
    {
        if (shard.IsEmpty || digest.IsZero || stateDigest.IsZero) throw new ArgumentException($"Not a batch: {shard} {sequence} {digest} {stateDigest}.", nameof(digest));
        var append = new RecordAppend(this, new(shard, sequence, digest, stateDigest));
        await _log.AppendAsync(append, ct).ConfigureAwait(false);
        return append.Outcome!;
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    internal RecordOutcome Judge(AttesterLogEntry entry)
    {
        var same = Undecided.Find(entry.Shard, entry.Sequence) ?? Durable.Find(entry.Shard, entry.Sequence);
        if (same is not null) return same.Digest == entry.Digest ? new RecordOutcome.AlreadySame() : new RecordOutcome.SecondDigest(same.Digest);
        var head = Undecided.Last(entry.Shard) ?? Durable.Last(entry.Shard);
        return head is null || entry.Sequence > head.Sequence
            ? new RecordOutcome.Recorded()
            : new RecordOutcome.BelowHead(entry.Sequence, head.Sequence);
    }
}
