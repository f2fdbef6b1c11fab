using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>Reads the JSON of one price back to the bytes that are signed.</summary>
/// <remarks>
/// What is signed is taken from the document; then the document is written again from it and must be the same JSON, so that nothing it shows can differ from what is
/// signed. Signatures are not verified here.
/// </remarks>
public static class PriceDocumentReader
{
    /// <summary>A document of a price is below ten kilobytes; one with hundreds of dissents below this.</summary>
    public const int MaximumBytes = 1 << 20;

    /// <param name="utf8">The document.</param>
    /// <param name="domain">The deployment that is believed to have signed.</param>
    /// <param name="set">The attester set that is believed to have signed; gives the addresses that the document shows.</param>
    /// <param name="attestation">What the document says, when nothing is refused.</param>
    public static Refusal? Read(ReadOnlyMemory<byte> utf8, SigningDomain domain, AttesterSet set, out StatementAttestation? attestation)
    {
        attestation = null;
        if (utf8.Length > MaximumBytes) return new Refusal.Oversized("price document", utf8.Length, MaximumBytes);
        using var json = StrictJson.Parse(utf8, out var problem);
        if (json is null) return new Refusal.OutOfRange("price document", $"{utf8.Length} bytes", problem!);
        var parts = new Parts(json.RootElement);
        var read = parts.ToAttestation();
        if (read is null) return parts.Refusal;

        // Bytes that do not decode could not be written again.
        if (StatementCodec.Decode(read.Leaf.Bytes.Span, out var statement) is { } refusal) return refusal;
        if (statement is not (PriceStatement or GapStatement)) return new Refusal.OutOfRange("price document: statement.hex", $"kind {read.Leaf.Bytes.Span[0]}", "must be a price or a gap");
        if (BatchHeaderCodec.Decode(Encode(read.Header), out _) is { } header) return header;
        var context = statement is PriceStatement ? ContextCodec.Decode(read.Leaf.Context.Span, out PriceContext? _) : ContextCodec.Decode(read.Leaf.Context.Span, out GapContext? _);
        if (context is not null) return context;
        foreach (var signature in read.Signatures)
        {
            if (signature.Signer >= set.Members.Count) return new Refusal.SignerOrder(0, signature.Signer);
        }

        using var again = JsonDocument.Parse(PriceDocument.Write(domain, read, set));
        if (!JsonElement.DeepEquals(json.RootElement, again.RootElement)) return new Refusal.OutOfRange("price document", Difference(json.RootElement, again.RootElement), "must say what is signed and nothing else");
        attestation = read;
        return null;
    }

    private static byte[] Encode(BatchHeader header)
    {
        var writer = new CanonicalWriter(BatchHeaderCodec.Size);
        BatchHeaderCodec.Write(writer, header);
        return writer.ToArray();
    }

    /// <summary>The first top-level member that differs.</summary>
    private static string Difference(JsonElement found, JsonElement expected)
    {
        foreach (var member in expected.EnumerateObject())
        {
            if (!found.TryGetProperty(member.Name, out var value) || !JsonElement.DeepEquals(value, member.Value)) return member.Name;
        }

        return "a member that does not belong there";
    }

    /// <summary>The members that hold what is signed; the first that is missing or of another form sticks.</summary>
    private sealed class Parts(JsonElement root)
    {
        public Refusal? Refusal { get; private set; }

        public StatementAttestation? ToAttestation()
        {
            var header = Member(root, "header");
            var read = new BatchHeader
            {
                Schema = (ushort)Number(header, "schema", ushort.MaxValue),
                Algorithm = (ushort)Number(header, "algorithm", ushort.MaxValue),
                Epoch = (uint)Number(header, "epoch", uint.MaxValue),
                Sequence = Text(header, "sequence", static text => (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value), value)),
                ValidAfter = Number(header, "validAfter", UnixTime.MaxValue),
                ObservedAt = Number(header, "observedAt", UnixTime.MaxValue),
                LeafCount = (uint)Number(header, "leafCount", uint.MaxValue),
                Shard = Text(header, "shard", static text => (ShardId.TryParse(text, out var value), value)),
                Audience = Hash(header, "audience"),
                PreviousDigest = Hash(header, "previousDigest"),
                StateDigest = Hash(header, "stateDigest"),
                InputsRoot = Hash(header, "inputsRoot"),
                Root = Hash(header, "root"),
                Body = Hash(header, "body"),
            };
            var leaf = new Leaf(Bytes(Member(root, "statement"), "hex"), Bytes(Member(root, "context"), "hex"));
            var proof = Items("proof", AttestationCodec.MaximumProof).ConvertAll(node => Parse("proof", node, static text => (Hash256.TryParse(text, out var hash), hash)));
            var signatures = Items("signatures", AttesterSet.MaximumMembers).ConvertAll(item => new AttesterSignature((byte)Number(item, "signer", byte.MaxValue), Bytes(item, "signature")));
            if (signatures.Exists(signature => signature.Bytes.Length != AttesterSignature.Size)) Refuse("signatures", $"must be {AttesterSignature.Size} bytes each");
            return Refusal is null ? new(read, leaf, proof, signatures) : null;
        }

        private JsonElement Member(JsonElement owner, string name)
        {
            if (owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out var value)) return value;
            Refuse(name, "is missing");
            return default;
        }

        private List<JsonElement> Items(string name, int maximum)
        {
            var list = Member(root, name);
            if (list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= maximum) return [.. list.EnumerateArray()];
            Refuse(name, $"must be a list of at most {maximum}");
            return [];
        }

        private long Number(JsonElement owner, string name, long maximum)
        {
            var value = Member(owner, name);
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= maximum) return number;
            Refuse(name, $"must be a whole number from 0 to {maximum}");
            return 0;
        }

        private Hash256 Hash(JsonElement owner, string name) => Text(owner, name, static text => (Hash256.TryParse(text, out var hash), hash));

        private byte[] Bytes(JsonElement owner, string name) => Text(owner, name, static text => (Hex.TryDecode(text, out byte[]? bytes), bytes)) ?? [];

        private T Text<T>(JsonElement owner, string name, Func<string, (bool Ok, T Value)> parse) => Parse(name, Member(owner, name), parse);

        private T Parse<T>(string name, JsonElement value, Func<string, (bool Ok, T Value)> parse)
        {
            var (ok, parsed) = value.ValueKind == JsonValueKind.String ? parse(value.GetString()!) : default;
            if (!ok) Refuse(name, "is not of the form that the specification gives it");
            return parsed;
        }

        private void Refuse(string name, string rule) => Refusal ??= new Refusal.OutOfRange($"price document: {name}", "given", rule);
    }
}
