using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>What a journal appends: a transaction that may leave, or what became of one.</summary>
internal abstract record SolanaJournalRecord
{
    private const string What = "solana journal record";
    private const int MaximumId = 256;

    private SolanaJournalRecord() { }

    public sealed record Sent(SolanaKey Payer, SentPosting Posting) : SolanaJournalRecord;

    /// <param name="Stands">It is final and succeeded; else it failed or can never be taken.</param>
    public sealed record Over(SolanaKey Payer, SolanaSignature Signature, bool Stands) : SolanaJournalRecord;

    /// <summary>Whose transaction it is.</summary>
    public SolanaKey Account => this switch
    {
        Sent sent => sent.Payer,
        Over over => over.Payer,
        _ => throw new InvalidOperationException($"No such case: {this}"),
    };

    public byte[] Encode()
    {
        using var writer = new CanonicalWriter(2_048);
        writer.U8(this is Sent ? (byte)1 : (byte)2);
        writer.Bytes(Account.ToArray());
        switch (this)
        {
            case Sent { Posting: var sent }:
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
                break;
            case Over over:
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
        reader.Require(tag is 1 or 2, "tag", "1 or 2", tag);
        SolanaKey payer = reader.Bytes(SolanaKey.Size) is { Length: SolanaKey.Size } key ? SolanaKey.From(key) : default;
        SolanaJournalRecord? read = tag == 1 ? ReadSent(ref reader, payer) : ReadOver(ref reader, payer);
        var refusal = reader.Finish();
        if (refusal is null) record = read;
        return refusal;
    }

    private static Sent? ReadSent(ref CanonicalReader reader, SolanaKey payer)
    {
        var (id, shard, sequence, observedAt) = (reader.Text(MaximumId, "posting"), reader.Shard(), reader.U64(), reader.Time());
        var statement = reader.Bytes(reader.U16()).ToArray();
        var (last, submittedAt, fee) = (reader.U64(), reader.Time(), reader.U64());
        var transaction = reader.Bytes(reader.U16()).ToArray();
        reader.Require(transaction.Length is > 1 + SolanaSignature.Size and <= SolanaMessage.MaximumTransaction && transaction[0] == 1, "transaction", "one signature and a message", transaction.Length);
        return reader.Ok ? new(payer, new(id, shard, sequence, observedAt, statement, SolanaMessage.OfSigned(transaction), last, submittedAt, fee)) : null;
    }

    private static Over? ReadOver(ref CanonicalReader reader, SolanaKey payer)
    {
        var signature = reader.Bytes(SolanaSignature.Size);
        return signature.Length == SolanaSignature.Size ? new(payer, SolanaSignature.From(signature), reader.Bool("stands")) : null;
    }
}
