using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Node.Commands;

/// <summary>An attestation as people have it at hand: wire form, its hex, or a JSON document with its hex under <c>attestation</c>.</summary>
internal abstract record GivenAttestation
{
    public sealed record Batch(Attestation Value) : GivenAttestation;

    public sealed record Single(StatementAttestation Value) : GivenAttestation;

    public static Refusal? Read(ReadOnlyMemory<byte> given, out GivenAttestation? attestation)
    {
        attestation = null;
        var wire = Wire(given);
        if (wire.Length >= 4 && wire.Span[..4].SequenceEqual("CCOP"u8))
        {
            var broken = AttestationCodec.Decode(wire, out StatementAttestation? single);
            attestation = single is null ? null : new Single(single);
            return broken;
        }

        var refusal = AttestationCodec.Decode(wire, out Attestation? batch);
        attestation = batch is null ? null : new Batch(batch);
        return refusal;
    }

    private static ReadOnlyMemory<byte> Wire(ReadOnlyMemory<byte> given)
    {
        if (given.Span.StartsWith("CCO"u8)) return given;
        var text = System.Text.Encoding.UTF8.GetString(given.Span).Trim();
        if (text.StartsWith('{')) text = FromJson(text) ?? string.Empty;
        return Hex.TryDecode(text, out byte[]? bytes) ? bytes : given;
    }

    private static string? FromJson(string text)
    {
        using var json = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), out _);
        return json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("attestation", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
    }
}
