using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline;

/// <summary>Rebuilds where a shard stands from its ledger, after a start or when the state was unknown.</summary>
public static class ShardLoading
{
    /// <param name="ledger">Opened and verified.</param>
    /// <param name="domain">The deployment; a ledger of another one does not load.</param>
    /// <param name="rules">Of the shard.</param>
    /// <param name="startedAt">What the first batch of a new shard covers from, Unix milliseconds.</param>
    /// <exception cref="InvalidDataException">A ledger whose checksums are good holds what this deployment did not write.</exception>
    public static async Task<ShardHead> LoadAsync(ILedgerReader ledger, SigningDomain domain, IShardRules rules, long startedAt, CancellationToken cancellation)
    {
        var shard = rules.Shard;
        if (await ledger.HeadAsync(shard.ToString(), cancellation).ConfigureAwait(false) is not { } head) return ShardHead.Initial(rules, startedAt);
        var last = await ReadAsync(ledger, domain, shard, head.Sequence, cancellation).ConfigureAwait(false);
        var stateBytes = last.Entry.Reservation.State;
        if (ShardCursorCodec.Peek(stateBytes.Span, out var cursor) is { } refusal) throw Broken(shard, head.Sequence, refusal);
        var (previous, previousState) = await PreviousAsync(ledger, domain, rules, last, cancellation).ConfigureAwait(false);
        var reservation = last.Entry.Reservation;
        return new(
            cursor,
            stateBytes,
            new ReservedBatch(last.Header, reservation.Digest, reservation.Batch, reservation.Round, previousState, previous),
            last.Signatures);
    }

    private static async Task<(SignedHeader? Previous, ReadOnlyMemory<byte> State)> PreviousAsync(
        ILedgerReader ledger, SigningDomain domain, IShardRules rules, StoredBatch last, CancellationToken cancellation)
    {
        if (last.Header.Sequence == 0) return (null, rules.InitialState(last.Header.ValidAfter));
        var before = await ReadAsync(ledger, domain, rules.Shard, last.Header.Sequence - 1, cancellation).ConfigureAwait(false);
        return (new(before.Header, before.Signatures), before.Entry.Reservation.State);
    }

    private static async Task<StoredBatch> ReadAsync(ILedgerReader ledger, SigningDomain domain, ShardId shard, ulong sequence, CancellationToken cancellation)
    {
        var entry = await ledger.ReadAsync(shard.ToString(), sequence, cancellation).ConfigureAwait(false)
            ?? throw new InvalidDataException($"Shard {shard}: sequence {sequence} is missing below the head.");
        return StoredBatch.Open(entry, domain, out var batch) is { } refusal ? throw Broken(shard, sequence, refusal) : batch!;
    }

    private static InvalidDataException Broken(ShardId shard, ulong sequence, Refusal refusal) => new($"Shard {shard}, sequence {sequence}: {refusal}");
}
