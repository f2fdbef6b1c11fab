using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Node.Commands;

/// <summary>Reads the signed bytes out of the JSON of one price (docs/spec/price-document.schema.json). What else it says is compared after verification.</summary>
internal static class GivenPrice
{
    private const int MaximumSignatures = AttesterSet.MaximumMembers;

    /// <summary>Null where the document has not the parts of one.</summary>
    public static StatementAttestation? Read(JsonElement document)
    {
        if (!TryBytes(document, out var statement, "statement", "hex")
            || !TryBytes(document, out var context, "context", "hex")
            || context.Length == 0
            || !TryFind(document, out var message, "typedData", "message")
            || ReadHeader(message) is not { } header
            || ReadProof(document) is not { } proof
            || ReadSignatures(document) is not { } signatures)
        {
            return null;
        }

        return new(header, new(statement, context), proof, signatures);
    }

    /// <summary>Whether every member of the document is what follows from the signed bytes.</summary>
    /// <param name="attestation">Verified.</param>
    public static Refusal? Compare(JsonElement document, SigningDomain domain, StatementAttestation attestation, AttesterSet set)
    {
        using var stated = JsonDocument.Parse(PriceDocument.Write(domain, attestation, set));
        var different = stated.RootElement.EnumerateObject().Where(member => !document.TryGetProperty(member.Name, out var value) || !JsonElement.DeepEquals(value, member.Value)).Select(member => member.Name);
        var unknown = document.EnumerateObject().Select(member => member.Name).Where(name => !stated.RootElement.TryGetProperty(name, out _));
        return different.Concat(unknown).FirstOrDefault() is { } name ? new Refusal.OutOfRange("price document", PlainText.Clean(name, 40), "is not what is signed") : null;
    }

    private static BatchHeader? ReadHeader(JsonElement message)
    {
        if (!TryNumber(message, "schema", ushort.MaxValue, out var schema)
            || !TryNumber(message, "algorithm", ushort.MaxValue, out var algorithm)
            || !TryNumber(message, "epoch", uint.MaxValue, out var epoch)
            || !ulong.TryParse(Text(message, "sequence"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !TryNumber(message, "validAfter", UnixTime.MaxValue, out var validAfter)
            || !TryNumber(message, "observedAt", UnixTime.MaxValue, out var observedAt)
            || !TryNumber(message, "leafCount", uint.MaxValue, out var leafCount)
            || !Hex.TryDecode(Text(message, "shard"), out byte[]? shardText)
            || shardText.Length != ShardId.Size
            || !ShardId.TryRead(shardText, out var shard)
            || !TryHash(message, "audience", out var audience)
            || !TryFind(message, out var provenance, "provenance")
            || !TryHash(provenance, "previousDigest", out var previous)
            || !TryHash(provenance, "stateDigest", out var state)
            || !TryHash(provenance, "inputsRoot", out var inputs)
            || !TryHash(message, "root", out var root)
            || !TryHash(message, "body", out var body))
        {
            return null;
        }

        return new()
        {
            Schema = (ushort)schema,
            Algorithm = (ushort)algorithm,
            Epoch = (uint)epoch,
            Sequence = sequence,
            ValidAfter = validAfter,
            ObservedAt = observedAt,
            LeafCount = (uint)leafCount,
            Shard = shard,
            Audience = audience,
            PreviousDigest = previous,
            StateDigest = state,
            InputsRoot = inputs,
            Root = root,
            Body = body,
        };
    }

    private static List<Hash256>? ReadProof(JsonElement document)
    {
        if (!TryFind(document, out var proof, "proof") || proof.ValueKind != JsonValueKind.Array || proof.GetArrayLength() > AttestationCodec.MaximumProof) return null;
        var nodes = new List<Hash256>();
        foreach (var item in proof.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Hash256.TryParse(item.GetString(), out var node)) return null;
            nodes.Add(node);
        }

        return nodes;
    }

    private static List<AttesterSignature>? ReadSignatures(JsonElement document)
    {
        if (!TryFind(document, out var list, "signatures") || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaximumSignatures) return null;
        var signatures = new List<AttesterSignature>();
        foreach (var item in list.EnumerateArray())
        {
            if (!TryNumber(item, "signer", byte.MaxValue, out var signer) || !TryBytes(item, out var signature, "signature") || signature.Length != AttesterSignature.Size) return null;
            signatures.Add(new((byte)signer, signature));
        }

        return signatures;
    }

    private static bool TryFind(JsonElement element, out JsonElement found, params ReadOnlySpan<string> path)
    {
        found = element;
        foreach (var name in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return false;
        }

        return true;
    }

    private static bool TryBytes(JsonElement element, out byte[] bytes, params ReadOnlySpan<string> path)
    {
        byte[]? decoded = null;
        var ok = TryFind(element, out var value, path) && value.ValueKind == JsonValueKind.String && Hex.TryDecode(value.GetString(), out decoded);
        bytes = decoded ?? [];
        return ok;
    }

    private static bool TryNumber(JsonElement element, string name, long maximum, out long number)
    {
        number = 0;
        return TryFind(element, out var value, name) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number) && number >= 0 && number <= maximum;
    }

    private static bool TryHash(JsonElement element, string name, out Hash256 hash)
    {
        hash = default;
        return Text(element, name) is { } text && Hash256.TryParse(text, out hash);
    }

    private static string? Text(JsonElement element, string name) =>
        TryFind(element, out var value, name) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
