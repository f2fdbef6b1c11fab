using System.Buffers;
using System.Buffers.Binary;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>Writes the canonical byte form: fixed-width big-endian fields one after the other (docs/spec/attestation-v1.md, section 2).</summary>
/// <remarks>
/// Reusable by <see cref="Clear"/>; values that do not fit their field throw, because callers hold them within range. The buffer is lent by the shared pool: who writes
/// a large form disposes of the writer, and looks at <see cref="Written"/> no longer.
/// </remarks>
public sealed class CanonicalWriter(int capacity = 256) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => Written.ToArray();

    public void Clear() => Length = 0;

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, Length) = ([], 0);
    }

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), checked((ushort)value));

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void U128(UInt128 value) => BinaryPrimitives.WriteUInt128BigEndian(Take(16), value);

    /// <summary>Unix milliseconds in 48 bits.</summary>
    public void Time(long milliseconds)
    {
        if (!UnixTime.IsValid(milliseconds)) throw new ArgumentOutOfRangeException(nameof(milliseconds), milliseconds, "Not Unix milliseconds in 48 bits.");
        var span = Take(6);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(span[2..], (uint)(milliseconds & uint.MaxValue));
    }

    /// <summary>80 bits, a Chainlink proxy's round id.</summary>
    public void U80(UInt128 value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Observation.MaxSequence);
        var span = Take(10);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)(value >> 64));
        BinaryPrimitives.WriteUInt64BigEndian(span[2..], (ulong)(value & ulong.MaxValue));
    }

    public void I128(Int128 value) => BinaryPrimitives.WriteInt128BigEndian(Take(16), value);

    /// <summary>Printable ASCII after its length in 16 bits.</summary>
    public void Text(string text)
    {
        U16(text.Length);
        if (System.Text.Encoding.ASCII.GetBytes(text, Take(text.Length)) != text.Length) throw new InvalidOperationException("A text of the canonical form is ASCII.");
    }

    public void Account(AccountId account) => account.CopyTo(Take(AccountId.Size));

    public void Anchor(Anchor anchor)
    {
        U64(anchor.Height);
        Hash(anchor.Hash);
        Time(anchor.Time);
    }

    public void Index(ShareIndex index)
    {
        U128(index.Numerator);
        U128(index.Denominator);
    }

    public void Price(Price price) => BinaryPrimitives.WriteInt128BigEndian(Take(Domain.Price.Size), price.Scaled);

    public void Hash(Hash256 hash) => hash.CopyTo(Take(Hash256.Size));

    public void Address(EvmAddress address) => address.CopyTo(Take(EvmAddress.Size));

    public void Feed(FeedId feed) => feed.CopyTo(Take(FeedId.Size));

    public void Route(RouteId route) => route.CopyTo(Take(RouteId.Size));

    public void Shard(ShardId shard) => shard.CopyTo(Take(ShardId.Size));

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        if (Length + count > _buffer.Length) Grow(Length + count);
        var span = _buffer.AsSpan(Length, count);
        Length += count;
        return span;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, needed));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
