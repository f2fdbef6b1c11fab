using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Encoding.Tests.Rlp;

/// <summary>The vectors of <c>tests/data/rlp</c>, and trees of items as text: bytes in hex, lists in brackets.</summary>
internal static class RlpVectors
{
    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "rlp", file)));
        return document.RootElement.Clone();
    }

    public static byte[] Bytes(string hex) => Hex.TryDecode(hex, out byte[]? bytes) ? bytes : throw new FormatException(hex);

    /// <summary>The tree of one item, or what is wrong with it.</summary>
    public static string? Decode(ReadOnlySpan<byte> data, out RlpFault fault)
    {
        fault = RlpForm.Check(data, 64);
        if (fault.Code != RlpFaultCode.None) return null;
        var reader = new RlpReader(data);
        return Show(reader.Item());
    }

    /// <summary>Encodes the tree in a vector: texts, numbers, lists; <c>#</c> and digits stand for a big number, <paramref name="hex"/> says that texts are bytes in hex.</summary>
    public static RlpWriter Write(RlpWriter writer, JsonElement value, bool hex)
    {
        if (value.ValueKind == JsonValueKind.Number) return writer.Number(value.GetUInt64());
        if (value.ValueKind != JsonValueKind.Array) return writer.Bytes(Bytes(value.GetString()!, hex));
        var items = new RlpWriter();
        foreach (var item in value.EnumerateArray()) Write(items, item, hex);
        return writer.List(items);
    }

    private static byte[] Bytes(string text, bool hex) =>
        hex ? Bytes(text)
        : text.StartsWith('#') ? BigInteger.Parse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true)
        : System.Text.Encoding.Latin1.GetBytes(text);

    private static string Show(RlpItem item)
    {
        if (!item.IsList) return Convert.ToHexStringLower(item.Payload);
        var items = new List<string>();
        var reader = new RlpReader(item.Payload, item.At);
        while (!reader.IsAtEnd) items.Add(Show(reader.Item()));
        return $"[{string.Join(',', items)}]";
    }
}
