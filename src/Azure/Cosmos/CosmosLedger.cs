using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;
using Microsoft.Azure.Cosmos;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>The ledger in Cosmos DB: creating the item of a (shard, sequence) is the compare-and-swap, and nothing in it is ever replaced.</summary>
/// <remarks>
/// Several processes may write. Nothing read decides what is reserved: a create that succeeded does, or the digest in the item that was there before. A create whose outcome is not known is
/// repeated. Record numbers are sequences: there is no order across shards.
/// </remarks>
public sealed class CosmosLedger : ILedger
{
    private readonly ItemContainer _batches;
    private readonly ItemContainer _latest;
    private readonly BodyBlobs _bodies;
    private readonly CosmosLedgerOptions _options;

    // The last reservation of each shard that this process knows to be durable. Reservations never change, so it is never wrong, only old.
    private readonly ConcurrentDictionary<string, (ulong Sequence, Hash256 Digest)> _known = new(StringComparer.Ordinal);

    /// <param name="batches">Partition key <c>/shard</c>; the identity may create and read.</param>
    /// <param name="latest">Partition key <c>/shard</c>; the identity may read and upsert.</param>
    /// <param name="bodies">Where bodies go that are too large for an item.</param>
    /// <param name="time">For limits and back-off.</param>
    /// <param name="random">For back-off; thread-safe, such as <see cref="Random.Shared"/>.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public CosmosLedger(Container batches, Container latest, BodyBlobs bodies, CosmosLedgerOptions options, TimeProvider time, Random random)
    {
        if (options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        _batches = new(batches, options.Retry, time, random);
        _latest = new(latest, options.Retry, time, random);
        (_bodies, _options) = (bodies, options);
    }

    /// <summary>Begins where this process or the hint left off, whichever is later, and asks for what came after.</summary>
    public async ValueTask<LedgerHead?> HeadAsync(string shard, CancellationToken ct = default) =>
        await LastAsync(shard, ct).ConfigureAwait(false) is { } last
            ? new(last.Sequence, last.Digest, !(await SignaturesAsync(last, ct).ConfigureAwait(false)).IsEmpty)
            : null;

    public async ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default)
    {
        if (await FindAsync(shard, sequence, mustExist: false, ct).ConfigureAwait(false) is not { } item) return null;
        var reservation = await _bodies.GetAsync(item, ct).ConfigureAwait(false);
        return new(reservation, await SignaturesAsync(item, ct).ConfigureAwait(false), (long)sequence);
    }

    public async IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (; await ReadAsync(shard, sequence, ct).ConfigureAwait(false) is { } entry; sequence++) yield return entry;
    }

    public async ValueTask<ReserveOutcome> ReserveAsync(Reservation reservation, CancellationToken ct = default)
    {
        if (LedgerRules.Refuse(reservation) is { } invalid) return invalid;
        var item = BatchItem.Of(reservation, _options.MaxItemBytes);
        try
        {
            if (await JudgeAsync(item, ct).ConfigureAwait(false) is { } judged) return judged;
            await _bodies.PutAsync(item, ct).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            return new ReserveOutcome.Failed(cause.Message);
        }

        ct.ThrowIfCancellationRequested();
        switch (await _batches.CreateAsync(item.Partition, item.Id, item.Encode()).ConfigureAwait(false))
        {
            case CreateOutcome.Created:
                Know(item);
                return new ReserveOutcome.Reserved((long)item.Sequence);
            case CreateOutcome.Exists exists:
                return await CompareAsync(item, exists.MayBeOurs).ConfigureAwait(false);
            case CreateOutcome.Failed failed:
                return new ReserveOutcome.Failed(failed.Reason);
            case CreateOutcome.Unknown unknown:
                return new ReserveOutcome.Unknown(unknown.Reason);
            case var other:
                throw new InvalidOperationException($"No such case: {other}");
        }
    }

    public async ValueTask<AttachOutcome> AttachAsync(string shard, ulong sequence, Hash256 digest, ReadOnlyMemory<byte> signatures, CancellationToken ct = default)
    {
        var member = _options.Member ?? throw new InvalidOperationException("A ledger without a member of its own only reads.");
        if (signatures.IsEmpty) return new AttachOutcome.Empty();
        var item = new SignatureItem(shard, sequence, member, digest, signatures);
        try
        {
            if (await DigestAsync(shard, sequence, ct).ConfigureAwait(false) is not { } reserved)
            {
                return new AttachOutcome.NotReserved((await LastAsync(shard, ct).ConfigureAwait(false))?.Sequence + 1 ?? 0);
            }

            if (item.Encode().Length is var size && size > _options.MaxItemBytes) return new AttachOutcome.TooLarge(size, _options.MaxItemBytes);
            if (reserved != digest) return new AttachOutcome.DigestMismatch(reserved, digest);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            return new AttachOutcome.Failed(cause.Message);
        }

        ct.ThrowIfCancellationRequested();
        return await _batches.CreateAsync(item.Partition, item.Id, item.Encode()).ConfigureAwait(false) switch
        {
            CreateOutcome.Created => new AttachOutcome.Attached((long)sequence),
            CreateOutcome.Exists { MayBeOurs: false } => new AttachOutcome.AlreadyAttached(),
            CreateOutcome.Exists => await CompareAsync(item).ConfigureAwait(false),
            CreateOutcome.Failed failed => new AttachOutcome.Failed(failed.Reason),
            CreateOutcome.Unknown unknown => new AttachOutcome.Unknown(unknown.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
    }

    /// <summary>Leaves the hint that <see cref="HeadAsync"/> begins with: after the batch is signed and published. Nothing depends on it but how many questions the next start asks.</summary>
    /// <param name="observedAt">Of the batch, Unix milliseconds.</param>
    /// <returns>Null when it is written, otherwise why that is not known; there is nothing to do about it.</returns>
    public async ValueTask<string?> NoteLatestAsync(string shard, ulong sequence, Hash256 digest, long observedAt, CancellationToken ct = default) =>
        await _latest.UpsertAsync(shard, LatestItem.Id, new LatestItem(shard, sequence, digest, observedAt).Encode(), ct).ConfigureAwait(false);

    /// <summary>Nothing is held open: the client belongs to whoever made it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Null: it may be tried, since its predecessor is reserved and is what it builds on.</summary>
    private async Task<ReserveOutcome?> JudgeAsync(BatchItem item, CancellationToken ct)
    {
        var expected = item.Sequence == 0 ? Hash256.Zero : await DigestAsync(item.Shard, item.Sequence - 1, ct).ConfigureAwait(false);
        if (expected is not { } previous)
        {
            var head = await LastAsync(item.Shard, ct).ConfigureAwait(false);
            return new ReserveOutcome.HeadMoved(head?.Sequence + 1 ?? 0, head?.Digest ?? default);
        }

        if (item.PreviousDigest == previous) return null;
        return await FindAsync(item.Shard, item.Sequence, mustExist: false, ct).ConfigureAwait(false) is { } taken
            ? Compare(item, taken)
            : new ReserveOutcome.PreviousDigestMismatch(previous, item.PreviousDigest);
    }

    private async Task<ReserveOutcome> CompareAsync(BatchItem item, bool mayBeOurs)
    {
        try
        {
            return Compare(item, (await FindAsync(item.Shard, item.Sequence, mustExist: true, default).ConfigureAwait(false))!);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            return mayBeOurs ? new ReserveOutcome.Unknown(cause.Message) : new ReserveOutcome.Failed(cause.Message);
        }
    }

    private static ReserveOutcome Compare(BatchItem item, BatchItem taken) =>
        taken.Digest == item.Digest ? new ReserveOutcome.AlreadyReserved((long)item.Sequence) : new ReserveOutcome.SequenceTaken(taken.Digest);

    /// <summary>A signature is never made twice with the same bytes, so equal bytes are what this call's lost request wrote.</summary>
    private async Task<AttachOutcome> CompareAsync(SignatureItem item)
    {
        try
        {
            var found = await SignaturesAsync(item.Shard, item.Sequence, item.Member, item.Digest, mustExist: true, default).ConfigureAwait(false);
            return found.Span.SequenceEqual(item.Signatures.Span) ? new AttachOutcome.Attached((long)item.Sequence) : new AttachOutcome.AlreadyAttached();
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            return new AttachOutcome.Unknown(cause.Message);
        }
    }

    private async Task<BatchItem?> LastAsync(string shard, CancellationToken ct)
    {
        var json = await _latest.ReadAsync(shard, LatestItem.Id, mustExist: false, ct).ConfigureAwait(false);
        var hint = json is { } latest ? LatestItem.Parse(latest, shard, out _)?.Sequence ?? 0 : 0;
        var known = _known.TryGetValue(shard, out var last) ? last.Sequence : 0;
        return await HeadSearch.LastAsync(Math.Max(hint, known), sequence => FindAsync(shard, sequence, mustExist: false, ct)).ConfigureAwait(false);
    }

    private async Task<Hash256?> DigestAsync(string shard, ulong sequence, CancellationToken ct) =>
        _known.TryGetValue(shard, out var known) && known.Sequence == sequence
            ? known.Digest
            : (await FindAsync(shard, sequence, mustExist: false, ct).ConfigureAwait(false))?.Digest;

    private async Task<BatchItem?> FindAsync(string shard, ulong sequence, bool mustExist, CancellationToken ct)
    {
        if (await _batches.ReadAsync(ItemId.Partition(shard, sequence), ItemId.Of(sequence), mustExist, ct).ConfigureAwait(false) is not { } json) return null;
        var item = BatchItem.Parse(json, shard, sequence, out var fault) ?? throw new InvalidDataException($"Shard {shard}, sequence {sequence}: {fault}.");
        Know(item);
        return item;
    }

    private async Task<ReadOnlyMemory<byte>> SignaturesAsync(BatchItem batch, CancellationToken ct)
    {
        foreach (var member in _options.Members)
        {
            var signatures = await SignaturesAsync(batch.Shard, batch.Sequence, member, batch.Digest, mustExist: false, ct).ConfigureAwait(false);
            if (!signatures.IsEmpty) return signatures;
        }

        return default;
    }

    private async Task<ReadOnlyMemory<byte>> SignaturesAsync(string shard, ulong sequence, string member, Hash256 digest, bool mustExist, CancellationToken ct)
    {
        if (await _batches.ReadAsync(ItemId.Partition(shard, sequence), ItemId.Of(sequence, member), mustExist, ct).ConfigureAwait(false) is not { } json) return default;
        var item = SignatureItem.Parse(json, shard, sequence, member, out var fault);
        if (item is not null && item.Digest != digest) fault = $"they are over {item.Digest}, reserved is {digest}";
        return fault is null ? item!.Signatures : throw new InvalidDataException($"Shard {shard}, signatures of {member} to sequence {sequence}: {fault}.");
    }

    private void Know(BatchItem item) =>
        _known.AddOrUpdate(item.Shard, (item.Sequence, item.Digest), (_, known) => item.Sequence > known.Sequence ? (item.Sequence, item.Digest) : known);
}
