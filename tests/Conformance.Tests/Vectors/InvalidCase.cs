using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using static CrossChainOracle.Conformance.Tests.Kit.Decoded;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Bytes, what they claim to be, and why they must be refused. <see cref="Setting"/> where the form is an attestation.</summary>
public sealed record InvalidCase(string Form, string Name, byte[] Bytes, RefusalCode Refusal, Setting? Setting = null)
{
    public JsonObject ToJson() => Object(
        ("form", Form), ("name", Name), ("refusal", Refusal.ToString()), ("options", Setting?.ToJson()), ("hex", Hex.Encode(Bytes)));
}

/// <summary>Damage at a known place.</summary>
public static class Damage
{
    /// <summary>A copy with these bytes from <paramref name="offset"/> on.</summary>
    public static byte[] Patch(this byte[] bytes, int offset, params byte[] with)
    {
        var copy = bytes.ToArray();
        with.CopyTo(copy, offset);
        return copy;
    }

    public static byte[] Flip(this byte[] bytes, int offset) => bytes.Patch(offset, (byte)(bytes[offset] ^ 1));

    public static byte[] Append(this byte[] bytes, params byte[] more) => [.. bytes, .. more];

    public static byte[] Insert(this byte[] bytes, int offset, params byte[] more) => [.. bytes[..offset], .. more, .. bytes[offset..]];

    public static byte[] Remove(this byte[] bytes, int offset, int count) => [.. bytes[..offset], .. bytes[(offset + count)..]];

    /// <summary>Big-endian two's complement in 16 bytes.</summary>
    public static byte[] Wide(Int128 value)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt128BigEndian(bytes, value);
        return bytes;
    }
}
