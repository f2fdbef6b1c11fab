using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>The two kinds of record in a ledger, and their one byte form: big-endian, nothing optional, nothing behind the last field.</summary>
/// <remarks>
/// Reservation: 01 | shard length u8 | shard | sequence u64 | previous digest 32 | digest 32 | batch, round, state length u32 each | batch | round | state.
/// Signatures: 02 | shard length u8 | shard | sequence u64 | digest 32 | length u32 | signatures.
/// </remarks>
internal abstract record LedgerRecord
{
    private const byte ReservationKind = 1;
    private const byte SignaturesKind = 2;

    private LedgerRecord() { }

    public sealed record Reserve(Reservation Reservation) : LedgerRecord;

    public sealed record Attach(string Shard, ulong Sequence, Hash256 Digest, ReadOnlyMemory<byte> Signatures) : LedgerRecord;

    /// <summary>Bytes that <see cref="Encode(Reservation)"/> needs; the shard is valid.</summary>
    public static long Size(Reservation r) =>
        2L + ShardSize(r.Shard) + 8 + 2 * Hash256.Size + 3 * 4 + r.Batch.Length + r.Round.Length + r.State.Length;

    /// <summary>Bytes that <see cref="Encode(Attach)"/> needs; the shard is valid.</summary>
    public static long Size(Attach a) => 2L + ShardSize(a.Shard) + 8 + Hash256.Size + 4 + a.Signatures.Length;

    public static byte[] Encode(Reservation r)
    {
        var writer = new FieldWriter((int)Size(r));
        WriteKey(ref writer, ReservationKind, r.Shard, r.Sequence);
        r.PreviousDigest.CopyTo(writer.Take(Hash256.Size));
        r.Digest.CopyTo(writer.Take(Hash256.Size));
        writer.U32((uint)r.Batch.Length);
        writer.U32((uint)r.Round.Length);
        writer.U32((uint)r.State.Length);
        writer.Bytes(r.Batch.Span);
        writer.Bytes(r.Round.Span);
        writer.Bytes(r.State.Span);
        return writer.Finish();
    }

    public static byte[] Encode(Attach a)
    {
        var writer = new FieldWriter((int)Size(a));
        WriteKey(ref writer, SignaturesKind, a.Shard, a.Sequence);
        a.Digest.CopyTo(writer.Take(Hash256.Size));
        writer.U32((uint)a.Signatures.Length);
        writer.Bytes(a.Signatures.Span);
        return writer.Finish();
    }

    /// <summary>Null with the reason when the bytes are not the canonical form of a record. Byte fields are slices of the payload.</summary>
    public static LedgerRecord? Parse(ReadOnlyMemory<byte> payload, out string? fault)
    {
        var reader = new FieldReader(payload);
        var kind = reader.U8();
        var shard = reader.Text(reader.U8());
        if (shard.Length == 0) reader.Refuse("the shard is empty");
        var sequence = reader.U64();
        LedgerRecord? record = null;
        if (kind == ReservationKind) record = ReadReservation(ref reader, shard, sequence);
        else if (kind == SignaturesKind) record = ReadSignatures(ref reader, shard, sequence);
        else reader.Refuse($"kind {kind} is neither {ReservationKind} nor {SignaturesKind}");
        reader.End();
        fault = reader.Fault;
        return fault is null ? record : null;
    }

    private static Reserve ReadReservation(ref FieldReader reader, string shard, ulong sequence)
    {
        var previous = ReadHash(ref reader);
        var digest = ReadHash(ref reader);
        if (digest.IsZero) reader.Refuse("the digest is zero");
        var (batch, round, state) = (reader.U32(), reader.U32(), reader.U32());
        return new(new(shard, sequence, previous, digest, reader.Bytes(batch), reader.Bytes(round), reader.Bytes(state)));
    }

    private static Attach ReadSignatures(ref FieldReader reader, string shard, ulong sequence)
    {
        var digest = ReadHash(ref reader);
        var length = reader.U32();
        if (length == 0) reader.Refuse("the signatures are empty");
        return new(shard, sequence, digest, reader.Bytes(length));
    }

    private static Hash256 ReadHash(ref FieldReader reader) =>
        reader.Bytes(Hash256.Size) is { IsEmpty: false } bytes ? Hash256.From(bytes.Span) : default;

    private static void WriteKey(ref FieldWriter writer, byte kind, string shard, ulong sequence)
    {
        writer.U8(kind);
        writer.U8((byte)ShardSize(shard));
        writer.Text(shard);
        writer.U64(sequence);
    }

    private static int ShardSize(string shard) =>
        FieldWriter.TextSize(shard) ?? throw new ArgumentException("The shard was not validated.", nameof(shard));
}
