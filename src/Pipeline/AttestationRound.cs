using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline;

/// <summary>The main path of one shard: observe → screen → aggregate → encode → reserve → sign → publish.</summary>
/// <remarks>
/// One caller at a time. A sequence number is reserved for one digest before anyone signs it; a reserved batch is signed and published before the next is reserved,
/// so that nothing is lost and no sequence is skipped, whatever crashes in between.
/// </remarks>
/// <param name="shard">Whose rounds.</param>
/// <param name="ledger">Where sequence numbers are reserved.</param>
/// <param name="stream">Where batches are published.</param>
/// <param name="time">Every time in what is signed comes from here.</param>
/// <param name="onFault">Told of every attester that does not sign, also where enough others do; from any thread, must not block or throw.</param>
public sealed class AttestationRound(ShardContext shard, ILedger ledger, IEventPublisher stream, TimeProvider time, Action<CosignerFault>? onFault = null)
{
    /// <summary>An attester that has not answered by then counts as absent from the batch.</summary>
    public static readonly TimeSpan CosignTimeout = TimeSpan.FromSeconds(2);

    private readonly Cosigning _cosigning = new(time, CosignTimeout, onFault);
    private ShardHead? _head;
    private bool _published;
    private long _signedAt;

    /// <summary>Where the shard stands; null before <see cref="LoadAsync"/>.</summary>
    public ShardHead? Head => _head;

    /// <summary>Why the batch that is open cannot be finished here: it names another attester set. Null where none is open, or it can.</summary>
    public string? Stranded =>
        _head is { IsPending: true, Last.Header: var open } && open.Epoch != shard.Attesters.Epoch
            ? $"shard {open.Shard}: batch {open.Sequence} waits for signatures of epoch {open.Epoch}, which epoch {shard.Attesters.Epoch} cannot give"
            : null;

    /// <summary>Reads where the shard stands from the ledger. The last batch counts as not published: subscribers see it at least once.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="startedAt">What the first batch of a new shard covers from, Unix milliseconds; null: from now.</param>
    public async Task LoadAsync(CancellationToken cancellation, long? startedAt = null)
    {
        _head = await ShardLoading.LoadAsync(ledger, shard.Domain, shard.Rules, startedAt ?? Now(), cancellation).ConfigureAwait(false);
        _published = _head.Last is null;
        _signedAt = Now();
    }

    /// <summary>One turn: finishes the batch that is still open, or makes the next one from what is known now.</summary>
    /// <param name="maker">Makes a round from what is known now; not asked while a batch is open.</param>
    public async Task<RoundOutcome> RunAsync(IRoundMaker maker, CancellationToken cancellation)
    {
        var head = _head ?? throw new InvalidOperationException("The shard was not loaded.");
        if (!_published) return await FinishAsync(head, [], cancellation).ConfigureAwait(false);
        return await NextAsync(head, maker, cancellation).ConfigureAwait(false);
    }

    /// <summary>Finishes the batch that is open after a start; makes none. <see cref="RoundOutcome.Nothing"/> where the shard has none.</summary>
    public async Task<RoundOutcome> RepeatAsync(CancellationToken cancellation)
    {
        var head = _head ?? throw new InvalidOperationException("The shard was not loaded.");
        return _published ? new RoundOutcome.Nothing() : await FinishAsync(head, [], cancellation).ConfigureAwait(false);
    }

    private async Task<RoundOutcome> NextAsync(ShardHead head, IRoundMaker maker, CancellationToken cancellation)
    {
        var observedAt = maker.ObservedAt ?? Now();
        if (observedAt <= head.Cursor.ObservedAt) return new RoundOutcome.TooEarly(observedAt, head.Cursor.ObservedAt);
        if (shard.CheckTerm(observedAt, head.Last?.Header) is { } ended) return new RoundOutcome.OutOfTerm(ended);
        if (maker.Make(new(head, shard.Attesters.Epoch, observedAt), out var made) is { } refusal) return new RoundOutcome.Failed("make", refusal.ToString());
        if (made is not var (batch, round)) return new RoundOutcome.Nothing();
        var reserved = new ReservedBatch(
            batch.Header, batch.Digest, batch.EncodeUnsigned(), round, head.StateBytes, head.Last is null ? null : new(head.Last.Header, head.Signatures));

        // What is reserved must be published before anything else can be: what no stream takes must not be reserved.
        if (!PublishedStream.Fits(reserved.Batch.Length, shard.Attesters.Members.Count)) return new RoundOutcome.Failed(RoundOutcome.Failed.Encode, $"a batch of {reserved.Batch.Length} bytes is more than an event of the stream holds: split the shard");
        if (await ReserveAsync(reserved, batch.StateBytes, cancellation).ConfigureAwait(false) is { } stopped) return stopped;
        _head = head = new ShardHead(ShardCursor.After(batch.Header), batch.StateBytes, reserved, []);
        _published = false;
        return await FinishAsync(head, batch is PriceBatch prices ? prices.Outcomes : [], cancellation).ConfigureAwait(false);
    }

    /// <summary>Null when the batch has its sequence number; otherwise how the turn ends.</summary>
    private async Task<RoundOutcome?> ReserveAsync(ReservedBatch batch, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        var header = batch.Header;
        var reservation = new Reservation(header.Shard.ToString(), header.Sequence, header.PreviousDigest, batch.Digest, batch.Batch, batch.Round, state);
        return await ledger.ReserveAsync(reservation, cancellation).ConfigureAwait(false) switch
        {
            ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved => null,
            ReserveOutcome.Failed failed => new RoundOutcome.Failed("reserve", failed.Reason),
            ReserveOutcome.TooLarge large => new RoundOutcome.Failed(RoundOutcome.Failed.Encode, $"{large.Bytes} bytes, a record holds {large.Limit}: split the shard"),
            var moved => new RoundOutcome.Reload("reserve", moved.ToString()),
        };
    }

    /// <summary>Signs what is reserved, attaches the signatures, publishes.</summary>
    private async Task<RoundOutcome> FinishAsync(ShardHead head, IReadOnlyList<FeedOutcome> feeds, CancellationToken cancellation)
    {
        if (Stranded is { } stranded) return new RoundOutcome.Reload("sign", stranded);
        if (head.IsPending)
        {
            var (signatures, stopped) = await SignAsync(head.Last!, cancellation).ConfigureAwait(false);
            if (stopped is not null) return stopped;
            _signedAt = Now();
            stopped = await AttachAsync(head.Last!, signatures, cancellation).ConfigureAwait(false);
            if (stopped is not null) return stopped;
            _head = head = head with { Signatures = signatures };
        }

        return await PublishAsync(head, feeds, cancellation).ConfigureAwait(false);
    }

    private async Task<(IReadOnlyList<AttesterSignature> Signatures, RoundOutcome? Stopped)> SignAsync(ReservedBatch batch, CancellationToken cancellation)
    {
        return await _cosigning.CosignAsync(shard.Cosigners, shard.Attesters, batch.ToRequest(), batch.Digest, cancellation).ConfigureAwait(false) switch
        {
            CosigningOutcome.Reached reached => (reached.Signatures, null),
            CosigningOutcome.Short missing => ([], new RoundOutcome.Waiting(batch.Header.Sequence, missing.Have, missing.Threshold, missing.Faults)),
            var other => throw new InvalidOperationException($"Unknown co-signing outcome {other}."),
        };
    }

    /// <summary>Null when these signatures are the batch's; where another leader attached its own, those are published, so that stream and ledger hold the same bytes.</summary>
    private async Task<RoundOutcome?> AttachAsync(ReservedBatch batch, IReadOnlyList<AttesterSignature> signatures, CancellationToken cancellation)
    {
        var bytes = AttestationCodec.EncodeSignatures(signatures);
        return await ledger.AttachAsync(batch.Header.Shard.ToString(), batch.Header.Sequence, batch.Digest, bytes, cancellation).ConfigureAwait(false) switch
        {
            AttachOutcome.Attached => null,
            AttachOutcome.Failed failed => new RoundOutcome.Failed("attach", failed.Reason),
            var other => new RoundOutcome.Reload("attach", other.ToString()),
        };
    }

    private async Task<RoundOutcome> PublishAsync(ShardHead head, IReadOnlyList<FeedOutcome> feeds, CancellationToken cancellation)
    {
        var last = head.Last!;
        if (AttestationCodec.Decode(last.Batch, out Attestation? unsigned) is { } refusal) throw new InvalidDataException($"A reserved batch does not decode: {refusal}");
        var attestation = unsigned! with { Signatures = head.Signatures };
        switch (await stream.PublishAsync(shard.Partition, [PublishedStream.Envelope(attestation, last.Digest, _signedAt)], cancellation).ConfigureAwait(false))
        {
            case PublishOutcome.Published published:
                _published = true;
                return new RoundOutcome.Published(attestation, last.Digest, published.Offsets is [var offset, ..] ? offset : null, feeds);
            case PublishOutcome.Failed failed:
                return new RoundOutcome.Failed("publish", failed.Reason);
            case PublishOutcome.Unknown unknown:
                return new RoundOutcome.Reload("publish", unknown.Reason);
            case var refused:
                throw new InvalidOperationException($"The stream refused our own event: {refused}");
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
