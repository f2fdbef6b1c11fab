using System.Buffers;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The JSON of one price, or of the gap that stands in its place (docs/spec/price-document.schema.json, specification section 6).</summary>
/// <remarks>
/// The hex is what is signed, everything else says the same for people and tools. Every member follows from the attestation and the set, so a reader can
/// make the document again from the signed bytes and refuse it where it differs.
/// </remarks>
public static class PriceDocument
{
    /// <summary>UTF-8 JSON. The same arguments give the same bytes.</summary>
    /// <param name="domain">The deployment that signed.</param>
    /// <param name="attestation">Of a price or a gap, with its context; verified, or made here.</param>
    /// <param name="set">Of the batch's epoch; gives the signers' addresses.</param>
    public static byte[] Write(SigningDomain domain, StatementAttestation attestation, AttesterSet set)
    {
        if (StatementCodec.Decode(attestation.Leaf.Bytes.Span, out var statement) is { } refusal) throw new ArgumentException($"Not a statement: {refusal}.", nameof(attestation));
        var buffer = new ArrayBufferWriter<byte>(8_192);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("statement");
            json.WriteString("hex", Hex.Encode(attestation.Leaf.Bytes.Span));
            json.WriteString("leaf", $"{attestation.Leaf.Hash}");
            json.WritePropertyName("decoded");
            PriceDocumentParts.WriteStatement(json, statement, attestation.Header.ObservedAt);
            json.WriteEndObject();
            json.WriteStartObject("context");
            json.WriteString("hex", Hex.Encode(attestation.Leaf.Context.Span));
            json.WritePropertyName("decoded");
            PriceDocumentParts.WriteContext(json, statement, attestation.Leaf.Context.Span);
            json.WriteEndObject();
            json.WritePropertyName("header");
            json.WriteStartObject();
            WriteTerms(json, attestation.Header, attestation.Header.Shard.ToString());
            WriteProvenance(json, attestation.Header);
            WriteRoots(json, attestation.Header);
            json.WriteEndObject();
            json.WriteString("digest", $"{domain.Digest(attestation.Header)}");
            json.WriteStartArray("proof");
            foreach (var node in attestation.Proof) json.WriteStringValue($"{node}");
            json.WriteEndArray();
            WriteTypedData(json, domain, attestation.Header);
            WriteSignatures(json, attestation.Signatures, set);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="shard">Text for people, 16 bytes in hex for EIP-712 tools.</param>
    private static void WriteTerms(Utf8JsonWriter json, BatchHeader header, string shard)
    {
        json.WriteNumber("schema", header.Schema);
        json.WriteNumber("algorithm", header.Algorithm);
        json.WriteNumber("epoch", header.Epoch);
        json.WriteString("sequence", $"{header.Sequence}");
        json.WriteNumber("validAfter", header.ValidAfter);
        json.WriteNumber("observedAt", header.ObservedAt);
        json.WriteNumber("leafCount", header.LeafCount);
        json.WriteString("shard", shard);
        json.WriteString("audience", $"{header.Audience}");
    }

    private static void WriteProvenance(Utf8JsonWriter json, BatchHeader header)
    {
        json.WriteString("previousDigest", $"{header.PreviousDigest}");
        json.WriteString("stateDigest", $"{header.StateDigest}");
        json.WriteString("inputsRoot", $"{header.InputsRoot}");
    }

    private static void WriteRoots(Utf8JsonWriter json, BatchHeader header)
    {
        json.WriteString("root", $"{header.Root}");
        json.WriteString("body", $"{header.Body}");
    }

    private static void WriteTypedData(Utf8JsonWriter json, SigningDomain domain, BatchHeader header)
    {
        json.WriteStartObject("typedData");
        json.WriteStartObject("domain");
        json.WriteString("name", SigningDomain.Name);
        json.WriteString("version", SigningDomain.Version);
        json.WriteString("salt", $"{domain.Salt}");
        json.WriteEndObject();
        json.WriteStartObject("types");
        WriteType(json, SigningDomain.BatchType);
        WriteType(json, SigningDomain.ProvenanceType);
        json.WriteEndObject();
        json.WriteString("primaryType", "Batch");
        json.WriteStartObject("message");
        var shard = new byte[ShardId.Size];
        header.Shard.CopyTo(shard);
        WriteTerms(json, header, Hex.Encode(shard));
        json.WriteStartObject("provenance");
        WriteProvenance(json, header);
        json.WriteEndObject();
        WriteRoots(json, header);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <param name="type">As EIP-712 writes it: <c>Name(type name,…)</c>.</param>
    private static void WriteType(Utf8JsonWriter json, string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        json.WriteStartArray(type[..open]);
        foreach (var field in type[(open + 1)..^1].Split(','))
        {
            json.WriteStartObject();
            json.WriteString("name", field.Split(' ')[1]);
            json.WriteString("type", field.Split(' ')[0]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSignatures(Utf8JsonWriter json, IReadOnlyList<AttesterSignature> signatures, AttesterSet set)
    {
        json.WriteStartArray("signatures");
        foreach (var (signer, bytes) in signatures)
        {
            json.WriteStartObject();
            json.WriteNumber("signer", signer);
            json.WriteString("address", $"{set.Members[signer]}");
            json.WriteString("signature", Hex.Encode(bytes.Span));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
