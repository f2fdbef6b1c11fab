using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Node.Commands;

/// <summary>An attestation as people have it at hand: wire form, its hex, or JSON as served: with the hex under <c>attestation</c>, or of one price.</summary>
internal abstract record GivenAttestation
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public sealed record Batch(Attestation Value) : GivenAttestation;

    /// <param name="Document">The JSON of one price that it was taken from; null where the bytes were given.</param>
    public sealed record Single(StatementAttestation Value, JsonElement? Document) : GivenAttestation;

    public BatchHeader Header => this switch
    {
        Batch batch => batch.Value.Header,
        Single single => single.Value.Header,
        _ => throw new InvalidOperationException($"No such case: {this}"),
    };

    public static Refusal? Read(ReadOnlyMemory<byte> given, out GivenAttestation? attestation)
    {
        if (given.Span.StartsWith("CCO"u8)) return ReadWire(given, out attestation);
        var text = System.Text.Encoding.UTF8.GetString(given.Span).Trim();
        if (text.StartsWith('{')) return ReadJson(text, out attestation);
        return ReadWire(Hex.TryDecode(text, out byte[]? bytes) ? bytes : given, out attestation);
    }

    private static Refusal? ReadWire(ReadOnlyMemory<byte> wire, out GivenAttestation? attestation)
    {
        attestation = null;
        if (wire.Length >= 4 && wire.Span[..4].SequenceEqual("CCOP"u8))
        {
            var broken = AttestationCodec.Decode(wire, out StatementAttestation? single);
            attestation = single is null ? null : new Single(single, null);
            return broken;
        }

        var refusal = AttestationCodec.Decode(wire, out Attestation? batch);
        attestation = batch is null ? null : new Batch(batch);
        return refusal;
    }

    private static Refusal? ReadJson(string text, out GivenAttestation? attestation)
    {
        attestation = null;
        using var json = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), out var problem, Strict);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return new Refusal.OutOfRange("JSON", problem ?? "no object", "must be an object as served");
        if (root.TryGetProperty("attestation", out var hex) && hex.ValueKind == JsonValueKind.String && Hex.TryDecode(hex.GetString(), out byte[]? bytes)) return ReadWire(bytes, out attestation);
        if (GivenPrice.Read(root) is not { } price) return new Refusal.OutOfRange("JSON", "an object", "must have the attestation in hex, or be the JSON of one price");
        attestation = new Single(price, root.Clone());
        return null;
    }
}
