using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>The byte form of messages: a type byte, then big-endian fields. Source: pyth-crosschain, <c>pythnet_sdk/src/messages.rs</c>.</summary>
/// <remarks>Later versions of a message have more fields at the end; as the format asks, bytes after those known here are passed over.</remarks>
internal static class PythMessageCodec
{
    private const byte PriceFeedType = 0;
    private const byte TwapType = 1;
    private const int PriceFeedSize = 85;
    private const int TwapSize = 101;

    /// <summary>Reads a whole message; its place in the update is for the refusal.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> bytes, int index, [NotNullWhen(true)] out PythMessage? message, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        var reader = new WireReader(bytes);
        var type = reader.U8();
        message = reader.Failed ? null : type switch
        {
            PriceFeedType => new PythMessage.PriceFeed(
                reader.Hash(), reader.I64(), reader.U64(), reader.I32(), reader.I64(), reader.I64(), reader.I64(), reader.U64()),
            TwapType => new PythMessage.Twap(
                reader.Hash(), reader.I128(), reader.U128(), reader.U64(), reader.I32(), reader.I64(), reader.I64(), reader.U64()),
            _ => new PythMessage.Unknown(type, bytes.ToArray()),
        };
        refusal = reader.Failed ? new ProofRefusal.Malformed($"message {index}", reader.Position, $"type {type} in {bytes.Length} bytes is cut short") : null;
        if (reader.Failed) message = null;
        return message is not null;
    }

    public static byte[] Write(PythMessage message) => message switch
    {
        PythMessage.PriceFeed feed => Write(feed),
        PythMessage.Twap twap => Write(twap),
        PythMessage.Unknown unknown => unknown.Bytes.ToArray(),
        _ => throw new InvalidOperationException($"No form for {message.GetType().Name}."),
    };

    private static byte[] Write(PythMessage.PriceFeed feed)
    {
        var bytes = new byte[PriceFeedSize];
        bytes[0] = PriceFeedType;
        feed.Id.CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(33), feed.Price);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(41), feed.Confidence);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(49), feed.Exponent);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(53), feed.PublishTime);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(61), feed.PreviousPublishTime);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(69), feed.EmaPrice);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(77), feed.EmaConfidence);
        return bytes;
    }

    private static byte[] Write(PythMessage.Twap twap)
    {
        var bytes = new byte[TwapSize];
        bytes[0] = TwapType;
        twap.Id.CopyTo(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt128BigEndian(bytes.AsSpan(33), twap.CumulativePrice);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(49), twap.CumulativeConfidence);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(65), twap.DownSlots);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(73), twap.Exponent);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(77), twap.PublishTime);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(85), twap.PreviousPublishTime);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(93), twap.PublishSlot);
        return bytes;
    }
}
