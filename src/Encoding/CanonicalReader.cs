using System.Buffers.Binary;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>Reads the canonical byte form strictly. The first thing wrong sticks as <see cref="Refusal"/>; every later read gives a default value.</summary>
/// <remarks>A codec reads all its fields, then asks once whether they were good. Nothing that outside bytes can contain makes it throw.</remarks>
/// <param name="bytes">What to read.</param>
/// <param name="what">What is being read, for refusals: "batch header", "price statement".</param>
public ref struct CanonicalReader(ReadOnlySpan<byte> bytes, string what)
{
    /// <summary>Longer than any CAIP name.</summary>
    private const int MaximumName = 320;

    private ReadOnlySpan<byte> _rest = bytes;

    public Refusal? Refusal { get; private set; }

    public readonly bool Ok => Refusal is null;

    public readonly int Remaining => _rest.Length;

    public byte U8() => Take(1, out var span) ? span[0] : (byte)0;

    public ushort U16() => Take(2, out var span) ? BinaryPrimitives.ReadUInt16BigEndian(span) : (ushort)0;

    public uint U32() => Take(4, out var span) ? BinaryPrimitives.ReadUInt32BigEndian(span) : 0;

    public ulong U64() => Take(8, out var span) ? BinaryPrimitives.ReadUInt64BigEndian(span) : 0;

    public UInt128 U128() => Take(16, out var span) ? BinaryPrimitives.ReadUInt128BigEndian(span) : 0;

    public long Time() =>
        Take(6, out var span) ? ((long)BinaryPrimitives.ReadUInt16BigEndian(span) << 32) | BinaryPrimitives.ReadUInt32BigEndian(span[2..]) : 0;

    public UInt128 U80() =>
        Take(10, out var span) ? new UInt128(BinaryPrimitives.ReadUInt16BigEndian(span), BinaryPrimitives.ReadUInt64BigEndian(span[2..])) : 0;

    public Int128 I128() => Take(16, out var span) ? BinaryPrimitives.ReadInt128BigEndian(span) : 0;

    public Price Price() => Take(Domain.Price.Size, out var span) ? Domain.Price.FromScaled(BinaryPrimitives.ReadInt128BigEndian(span)) : default;

    public Hash256 Hash() => Take(Hash256.Size, out var span) ? Hash256.From(span) : default;

    public EvmAddress Address() => Take(EvmAddress.Size, out var span) ? EvmAddress.From(span) : default;

    public ReadOnlySpan<byte> Bytes(int count) => Take(count, out var span) ? span : default;

    /// <summary>A name; <paramref name="optional"/> lets sixteen zero bytes pass as no name.</summary>
    public FeedId Feed(bool optional = false)
    {
        if (!Take(FeedId.Size, out var span) || (optional && !span.ContainsAnyExcept((byte)0))) return default;
        Require(FeedId.TryRead(span, out var feed), "feed", "is not a name of 1 to 16 printable characters", span);
        return feed;
    }

    /// <inheritdoc cref="Feed"/>
    public RouteId Route(bool optional = false)
    {
        if (!Take(RouteId.Size, out var span) || (optional && !span.ContainsAnyExcept((byte)0))) return default;
        Require(RouteId.TryRead(span, out var route), "route", "is not a name of 1 to 16 printable characters", span);
        return route;
    }

    public ShardId Shard()
    {
        if (!Take(ShardId.Size, out var span)) return default;
        Require(ShardId.TryRead(span, out var shard), "shard", "is not a name of 1 to 16 printable characters", span);
        return shard;
    }

    public AccountId Account()
    {
        if (!Take(AccountId.Size, out var span)) return default;
        Require(AccountId.TryRead(span, out var account), "account", "is not a name of 1 to 16 printable characters", span);
        return account;
    }

    /// <summary>Printable ASCII (0x20 to 0x7e) after its length in 16 bits.</summary>
    public string Text(int maximum, string field)
    {
        var length = U16();
        RequireAtMost(maximum, field, length);
        if (!Take(length, out var span)) return string.Empty;
        Require(!span.ContainsAnyExceptInRange((byte)' ', (byte)'~'), field, "must be printable ASCII", span);
        return Ok ? System.Text.Encoding.ASCII.GetString(span) : string.Empty;
    }

    /// <summary>The name of a source; <paramref name="optional"/> lets an empty one pass.</summary>
    public string Source(bool optional = false)
    {
        var text = Text(PositionKey.MaximumSource, "source");
        Require((optional && text.Length == 0) || PositionKey.IsSource(text), "source", "is not a name of 1 to 16 of a-z, 0-9 and -", text);
        return text;
    }

    /// <summary>A market in its source's own terms; may be empty.</summary>
    public string Market()
    {
        var text = Text(PositionKey.MaximumMarket, "market");
        Require(PositionKey.IsMarket(text), "market", "has no spaces", text);
        return text;
    }

    public ChainId Chain()
    {
        var text = Text(MaximumName, "chain");
        Require(ChainId.TryParse(text, out var chain), "chain", "is not a CAIP-2 name", text);
        return chain;
    }

    public AssetId Asset()
    {
        var text = Text(MaximumName, "asset");
        Require(AssetId.TryParse(text, out var asset), "asset", "is not a CAIP-19 name", text);
        return asset;
    }

    public AccountAddress Owner()
    {
        var text = Text(MaximumName, "owner");
        Require(AccountAddress.TryParse(text, out var owner), "owner", "is not a CAIP-10 name", text);
        return owner;
    }

    public Anchor Anchor() => new(U64(), Hash(), Time());

    /// <summary>An exact fraction; its denominator must not be zero.</summary>
    public ShareIndex Index()
    {
        var index = new ShareIndex(U128(), U128());
        if (Ok) Require(index.Denominator > 0, "index", "the denominator must not be zero", index.Denominator);
        return index;
    }

    /// <summary>A byte that is 0 or 1.</summary>
    public bool Bool(string field)
    {
        var raw = U8();
        Require(raw <= 1, field, "must be 0 or 1", raw);
        return raw == 1;
    }

    /// <summary>An enumeration's byte; only defined members pass.</summary>
    public T Enum<T>(string field)
        where T : struct, System.Enum
    {
        var raw = U8();
        var value = (T)System.Enum.ToObject(typeof(T), raw);
        if (Ok) Require(System.Enum.IsDefined(value), field, "is not a known value", raw);
        return value;
    }

    /// <summary>Notes the first broken rule.</summary>
    public void Require<T>(bool holds, string field, string rule, T value)
    {
        if (!holds && Ok) Refusal = new Refusal.OutOfRange($"{what}: {field}", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"), rule);
    }

    public void Require(bool holds, string field, string rule, ReadOnlySpan<byte> value)
    {
        if (!holds && Ok) Refusal = new Refusal.OutOfRange($"{what}: {field}", Hex.Encode(value), rule);
    }

    /// <summary>A count or a length that stands in the bytes; nothing is read or reserved for more than <paramref name="limit"/>.</summary>
    public void RequireAtMost(int limit, string field, long size)
    {
        if (size > limit && Ok) Refusal = new Refusal.Oversized($"{what}: {field}", size, limit);
    }

    /// <summary>Takes over what a nested reader refused.</summary>
    public void Adopt(Refusal? refusal) => Refusal ??= refusal;

    /// <summary>The refusal so far, or that bytes were left over.</summary>
    public readonly Refusal? Finish() => Refusal ?? (_rest.IsEmpty ? null : new Refusal.TrailingBytes(what, _rest.Length));

    private bool Take(int count, out ReadOnlySpan<byte> span)
    {
        span = default;
        if (!Ok) return false;
        if (_rest.Length < count)
        {
            Refusal = new Refusal.Truncated(what, count, _rest.Length);
            return false;
        }

        span = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
