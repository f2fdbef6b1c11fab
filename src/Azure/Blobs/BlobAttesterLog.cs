using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>What one attester has bound itself to sign, as blobs of its own container: one per (shard, sequence), created once and never written again. Thread-safe.</summary>
/// <remarks>
/// <para>The name is what cannot be signed twice: of any number of processes that record a digest for a (shard, sequence), now or after years, with or without
/// memory, the service lets one create the blob; all others read it and are told whether it holds their digest. Nothing here has to be remembered for that.</para>
/// <para>The head of a shard, below which nothing new is taken, is what this process has seen itself: the highest sequence that it recorded or read. It starts
/// empty, because listing a container costs more with every batch. A sequence that was left out before a restart can therefore be taken once after it, which
/// the log in files would refuse (<see cref="AttesterLog"/>); still one digest for it, and the attester checks its round and clock as of any other.</para>
/// </remarks>
public sealed class BlobAttesterLog : IAttesterLog
{
    /// <summary>A create of unknown outcome is repeated so often, at once: what is there already answers.</summary>
    private const int Creates = 3;

    private readonly BlobContainer _container;
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardId, ulong> _heads = [];

    /// <param name="container">The attester's own: whoever else can create blobs there can keep it from signing.</param>
    /// <param name="signer">Whose log: every record names the signer, so that two attesters' containers cannot be swapped unnoticed.</param>
    public BlobAttesterLog(BlobContainer container, EvmAddress signer) => (_container, Signer) = (container, signer);

    public EvmAddress Signer { get; }

    public async ValueTask<AttesterLogEntry?> FindAsync(ShardId shard, ulong sequence, CancellationToken ct = default) =>
        await ReadAsync(shard, sequence, ct).ConfigureAwait(false) switch
        {
            Reading.Entry found => found.Found,
            Reading.Nothing => null,
            Reading.Unreadable unreadable => throw new IOException(unreadable.Reason),
            _ => throw new InvalidOperationException("A reading ends otherwise."),
        };

    public async ValueTask<RecordOutcome> RecordAsync(ShardId shard, ulong sequence, Hash256 digest, Hash256 stateDigest, CancellationToken ct = default)
    {
        if (shard.IsEmpty || digest.IsZero || stateDigest.IsZero) throw new ArgumentException($"Not a batch: {shard} {sequence} {digest} {stateDigest}.", nameof(digest));
        // From here on it runs to its end, which has its time limits: what was cancelled must not come true later.
        ct.ThrowIfCancellationRequested();
        var entry = new AttesterLogEntry(shard, sequence, digest, stateDigest);
        if (Head(shard) is { } head && sequence <= head) return await BelowHeadAsync(entry, head).ConfigureAwait(false);
        var record = AttesterRecord.Encode(Signer, entry);
        BlobPut put = new BlobPut.Unknown(string.Empty);
        var isRepeated = false;
        for (var create = 0; create < Creates && put is BlobPut.Unknown; create++)
        {
            isRepeated = create > 0;
            put = await _container.CreateAsync(NameOf(shard, sequence), record, CancellationToken.None).ConfigureAwait(false);
        }

        switch (put)
        {
            case BlobPut.Created:
                Raise(shard, sequence);
                return new RecordOutcome.Recorded();
            case BlobPut.Exists:
                return await CompareAsync(entry).ConfigureAwait(false);
            // An earlier create may have come true although the last one did not.
            case BlobPut.Failed failed:
                return isRepeated ? new RecordOutcome.Unknown(failed.Reason) : new RecordOutcome.Failed(failed.Reason);
            case BlobPut.Unknown unknown:
                return new RecordOutcome.Unknown(unknown.Reason);
            default:
                throw new InvalidOperationException($"No such case: {put}");
        }
    }

    /// <summary>Where a digest is recorded: the shard's name (other characters than letters, digits, <c>-</c> and <c>_</c> as <c>~</c> and two hexadecimal digits), a slash, the sequence in 20 digits.</summary>
    public static string NameOf(ShardId shard, ulong sequence) => string.Create(
        CultureInfo.InvariantCulture, $"{string.Concat(shard.ToString().Select(mark => char.IsAsciiLetterOrDigit(mark) || mark is '-' or '_' ? $"{mark}" : $"~{(int)mark:x2}"))}/{sequence:d20}");

    /// <summary>At or below the head only what is recorded may be signed again.</summary>
    private async ValueTask<RecordOutcome> BelowHeadAsync(AttesterLogEntry entry, ulong head) =>
        await ReadAsync(entry.Shard, entry.Sequence, CancellationToken.None).ConfigureAwait(false) switch
        {
            Reading.Entry found => Compare(entry, found.Found),
            Reading.Nothing => new RecordOutcome.BelowHead(entry.Sequence, head),
            Reading.Unreadable unreadable => new RecordOutcome.Failed(unreadable.Reason),
            _ => throw new InvalidOperationException("A reading ends otherwise."),
        };

    private async ValueTask<RecordOutcome> CompareAsync(AttesterLogEntry entry) =>
        await ReadAsync(entry.Shard, entry.Sequence, CancellationToken.None).ConfigureAwait(false) switch
        {
            Reading.Entry found => Compare(entry, found.Found),
            Reading.Nothing => new RecordOutcome.Unknown($"{NameOf(entry.Shard, entry.Sequence)} exists and cannot be found"),
            // Whether it is this digest's is not known: neither recorded nor refused.
            Reading.Unreadable unreadable => new RecordOutcome.Unknown(unreadable.Reason),
            _ => throw new InvalidOperationException("A reading ends otherwise."),
        };

    private static RecordOutcome Compare(AttesterLogEntry entry, AttesterLogEntry existing) =>
        existing.Digest == entry.Digest ? new RecordOutcome.AlreadySame() : new RecordOutcome.SecondDigest(existing.Digest);

    private async ValueTask<Reading> ReadAsync(ShardId shard, ulong sequence, CancellationToken ct)
    {
        var name = NameOf(shard, sequence);
        return await _container.ReadAsync(name, AttesterRecord.Size, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found => Decode(name, shard, sequence, found.Content.Span),
            BlobGet.NotFound => new Reading.Nothing(),
            BlobGet.TooLarge large => new Reading.Unreadable($"{name} has {large.Bytes} bytes, a record {large.Limit}"),
            BlobGet.Failed failed => new Reading.Unreadable(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
    }

    private Reading Decode(string name, ShardId shard, ulong sequence, ReadOnlySpan<byte> bytes)
    {
        if (AttesterRecord.Decode(bytes, out var signer, out var entry) is { } refusal) return new Reading.Unreadable($"{name} is no record: {refusal}");
        if (signer != Signer) return new Reading.Unreadable($"{name} is a record of {signer}, not of {Signer}");
        if (entry!.Shard != shard || entry.Sequence != sequence) return new Reading.Unreadable($"{name} is the record of {entry.Shard} {entry.Sequence}");
        Raise(shard, sequence);
        return new Reading.Entry(entry);
    }

    private ulong? Head(ShardId shard)
    {
        lock (_gate) return _heads.TryGetValue(shard, out var head) ? head : null;
    }

    private void Raise(ShardId shard, ulong sequence)
    {
        lock (_gate)
        {
            if (!_heads.TryGetValue(shard, out var head) || head < sequence) _heads[shard] = sequence;
        }
    }

    private abstract record Reading
    {
        public sealed record Entry(AttesterLogEntry Found) : Reading;

        public sealed record Nothing : Reading;

        public sealed record Unreadable(string Reason) : Reading;
    }
}
