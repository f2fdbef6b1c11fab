using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>Test vector files and their hexadecimal fields.</summary>
internal static class Vectors
{
    public static JsonElement Load(params string[] path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf(["tests", "data", "crypto", .. path])));
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement element, string name) => FromHex(element.Text(name));

    public static byte[] FromHex(string text) =>
        Hex.TryDecode(text, out var bytes) ? bytes : throw new FormatException($"Not hexadecimal: {text}");

    /// <summary>A big-endian number of any length as exactly 32 bytes; null when it does not fit.</summary>
    public static byte[]? To32(ReadOnlySpan<byte> number)
    {
        number = number.TrimStart((byte)0);
        if (number.Length > 32) return null;
        var bytes = new byte[32];
        number.CopyTo(bytes.AsSpan(32 - number.Length));
        return bytes;
    }
}
