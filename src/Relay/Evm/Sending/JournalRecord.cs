using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm.Transactions;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>What a journal appends: where it begins, a transaction that may leave, or that everything up to a nonce is over.</summary>
internal abstract record JournalRecord
{
    private const string What = "send journal record";
    private const int MaximumEntry = 2 << 20;

    private JournalRecord()
    {
    }

    /// <summary>Always the first record of a log: everything that was alive when it was begun, in one piece.</summary>
    public sealed record Beginning(ulong Generation, ulong ChainId, EvmAddress Account, IReadOnlyList<SentTransaction> Alive) : JournalRecord;

    public sealed record Sent(SentTransaction Transaction) : JournalRecord;

    /// <summary>Nothing at or below the nonce can change any more.</summary>
    public sealed record Over(ulong Nonce) : JournalRecord;

    public byte[] Encode()
    {
        using var writer = new CanonicalWriter();
        switch (this)
        {
            case Beginning beginning:
                writer.U8(1);
                writer.U64(beginning.Generation);
                writer.U64(beginning.ChainId);
                writer.Address(beginning.Account);
                writer.U16(beginning.Alive.Count);
                foreach (var transaction in beginning.Alive) Write(writer, transaction);
                break;
            case Sent sent:
                writer.U8(2);
                Write(writer, sent.Transaction);
                break;
            case Over over:
                writer.U8(3);
                writer.U64(over.Nonce);
                break;
        }

        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out JournalRecord? record)
    {
        record = null;
        var reader = new CanonicalReader(bytes, What);
        var tag = reader.U8();
        JournalRecord? read = tag switch
        {
            1 => new Beginning(reader.U64(), reader.U64(), reader.Address(), ReadAll(ref reader)),
            2 => Read(ref reader) is { } sent ? new Sent(sent) : null,
            3 => new Over(reader.U64()),
            _ => null,
        };
        reader.Require(tag is >= 1 and <= 3, "tag", "1 to 3", tag);
        var refusal = reader.Finish();
        if (refusal is null) record = read;
        return refusal;
    }

    private static void Write(CanonicalWriter writer, SentTransaction sent)
    {
        writer.U8(sent.Posting is null ? (byte)0 : (byte)sent.Posting.Kind);
        if (sent.Posting is { } posting)
        {
            writer.Text(posting.Id);
            writer.Shard(posting.Shard);
            writer.U64(posting.Sequence);
            writer.U64((ulong)posting.ValidUntil);
            writer.U128(posting.MaximumFeePerGas);
        }

        writer.Time(sent.SubmittedAt);
        writer.Time(sent.SentAt);
        writer.U64(sent.Head);
        writer.U32((uint)sent.Transaction.Raw.Length);
        writer.Bytes(sent.Transaction.Raw.Span);
    }

    private static List<SentTransaction> ReadAll(ref CanonicalReader reader)
    {
        var all = new List<SentTransaction>();
        for (var left = reader.U16(); left > 0 && reader.Ok; left--)
        {
            if (Read(ref reader) is { } sent) all.Add(sent);
        }

        return all;
    }

    private static SentTransaction? Read(ref CanonicalReader reader)
    {
        var kind = reader.U8();
        reader.Require(kind <= (byte)PostingKind.Fact, "kind", "0 to 4", kind);
        var posting = kind == 0 ? null : ReadPosting(ref reader, (PostingKind)kind);
        var (submittedAt, sentAt, head, size) = (reader.Time(), reader.Time(), reader.U64(), reader.U32());
        reader.RequireAtMost(MaximumEntry, "transaction", size);
        if (!reader.Ok) return null;
        ReadOnlyMemory<byte> raw = reader.Bytes((int)size).ToArray();
        if (!reader.Ok) return null;
        var sound = SignedTransaction.TryDecode(raw, out var transaction, out var problem);
        reader.Require(sound, "transaction", "a signed transaction of type 2", problem);
        return sound ? new(posting, submittedAt, sentAt, head, transaction!) : null;
    }

    private static PostingRef ReadPosting(ref CanonicalReader reader, PostingKind kind)
    {
        var (id, shard, sequence, validUntil) = (reader.Text(256, "posting"), reader.Shard(), reader.U64(), reader.U64());
        reader.Require(validUntil <= long.MaxValue, "validUntil", "a number of milliseconds", validUntil);
        return new(id, kind, shard, sequence, (long)Math.Min(validUntil, long.MaxValue), reader.U128());
    }
}
