using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>What a journal appends: where it begins, a transaction that may leave, or what became of one.</summary>
internal abstract record SolanaJournalRecord
{
    private const string What = "solana journal record";
    private const int MaximumId = 256;

    private SolanaJournalRecord() { }

    /// <summary>Always the first record of a log, and only there.</summary>
    public sealed record Beginning(ulong Generation, SolanaJournalOwner Owner, SolanaJournalState State) : SolanaJournalRecord;

    public sealed record Sent(SentPosting Posting) : SolanaJournalRecord;

    /// <param name="Stands">It is final and succeeded; else it failed or can never be taken.</param>
    public sealed record Over(SolanaSignature Signature, bool Stands) : SolanaJournalRecord;

    public byte[] Encode()
    {
        using var writer = new CanonicalWriter(2_048);
        switch (this)
        {
            case Beginning beginning:
                writer.U8(1);
                writer.U64(beginning.Generation);
                writer.Text(beginning.Owner.Chain.ToString());
                writer.Bytes(beginning.Owner.Payer.ToArray());
                writer.U16(beginning.State.InFlight.Count);
                foreach (var sent in beginning.State.InFlight) Write(writer, sent);
                writer.U32((uint)beginning.State.Standing.Count);
                foreach (var (key, price) in beginning.State.Standing) Write(writer, key, price);
                break;
            case Sent { Posting: var sent }:
                writer.U8(2);
                Write(writer, sent);
                break;
            case Over over:
                writer.U8(3);
                Span<byte> signature = stackalloc byte[SolanaSignature.Size];
                over.Signature.CopyTo(signature);
                writer.Bytes(signature);
                writer.U8(over.Stands ? (byte)1 : (byte)0);
                break;
        }

        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out SolanaJournalRecord? record)
    {
        record = null;
        var reader = new CanonicalReader(bytes, What);
        var tag = reader.U8();
        SolanaJournalRecord? read = tag switch
        {
            1 => new Beginning(reader.U64(), new(reader.Chain(), ReadKey(ref reader)), ReadState(ref reader)),
            2 => ReadSent(ref reader) is { } sent ? new Sent(sent) : null,
            3 => ReadOver(ref reader),
            _ => null,
        };
        reader.Require(tag is >= 1 and <= 3, "tag", "1 to 3", tag);
        var refusal = reader.Finish();
        if (refusal is null) record = read;
        return refusal;
    }

    private static void Write(CanonicalWriter writer, SentPosting sent)
    {
        writer.Text(sent.PostingId);
        writer.Shard(sent.Shard);
        writer.U64(sent.Sequence);
        writer.Time(sent.ObservedAt);
        writer.U16(sent.Statement.Length);
        writer.Bytes(sent.Statement.Span);
        writer.U64(sent.LastValidBlockHeight);
        writer.Time(sent.SubmittedAt);
        writer.U64(sent.Fee);
        writer.U16(sent.Transaction.Bytes.Length);
        writer.Bytes(sent.Transaction.Bytes.Span);
    }

    private static void Write(CanonicalWriter writer, (ShardId Shard, FeedId Feed) key, StoredPrice price)
    {
        writer.Shard(key.Shard);
        writer.Feed(key.Feed);
        writer.U64(price.Sequence);
        writer.Time(price.ObservedAt);
        writer.Time(price.PublishedAt);
        writer.Time(price.ValidUntil);
        writer.Price(price.Value);
        writer.Price(price.Confidence);
        writer.U8((byte)price.Verdict);
        writer.U8((byte)price.Breaker);
    }

    private static SolanaKey ReadKey(ref CanonicalReader reader) => reader.Bytes(SolanaKey.Size) is { Length: SolanaKey.Size } key ? SolanaKey.From(key) : default;

    private static SolanaJournalState ReadState(ref CanonicalReader reader)
    {
        var state = new SolanaJournalState();
        for (var left = reader.U16(); left > 0 && reader.Ok; left--)
        {
            if (ReadSent(ref reader) is { } sent) state.InFlight.Add(sent);
        }

        for (var left = reader.U32(); left > 0 && reader.Ok; left--)
        {
            var key = (reader.Shard(), reader.Feed());
            var price = new StoredPrice(reader.U64(), reader.Time(), reader.Time(), reader.Time(), reader.Price(), reader.Price(), (Verdict)reader.U8(), reader.Enum<BreakerState>("breaker"));
            if (reader.Ok) reader.Require(state.Standing.TryAdd(key, price), "standing", "each feed once", key.ToString());
        }

        return state;
    }

    private static SentPosting? ReadSent(ref CanonicalReader reader)
    {
        var (id, shard, sequence, observedAt) = (reader.Text(MaximumId, "posting"), reader.Shard(), reader.U64(), reader.Time());
        var statement = reader.Bytes(reader.U16()).ToArray();
        var (last, submittedAt, fee) = (reader.U64(), reader.Time(), reader.U64());
        var transaction = reader.Bytes(reader.U16()).ToArray();
        reader.Require(transaction.Length is > 1 + SolanaSignature.Size and <= SolanaMessage.MaximumTransaction && transaction[0] == 1, "transaction", "one signature and a message", transaction.Length);
        return reader.Ok ? new(id, shard, sequence, observedAt, statement, SolanaMessage.OfSigned(transaction), last, submittedAt, fee) : null;
    }

    private static Over? ReadOver(ref CanonicalReader reader)
    {
        var signature = reader.Bytes(SolanaSignature.Size);
        return signature.Length == SolanaSignature.Size ? new(SolanaSignature.From(signature), reader.Bool("stands")) : null;
    }
}
