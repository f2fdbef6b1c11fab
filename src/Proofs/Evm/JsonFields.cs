using System.Buffers.Binary;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Members of a JSON-RPC object from an untrusted endpoint. The first thing wrong sticks as <see cref="Refusal"/>; what follows gives default values.</summary>
/// <param name="element">The object.</param>
/// <param name="part">What it is, for refusals.</param>
internal sealed class JsonFields(JsonElement element, string part)
{
    public ProofRefusal? Refusal { get; private set; } =
        element.ValueKind == JsonValueKind.Object ? null : new ProofRefusal.BadField(part, "the answer", $"a JSON {element.ValueKind}, not an object");

    public bool Ok => Refusal is null;

    /// <summary>There, and not null.</summary>
    public bool Has(string field) => Member(field) is { ValueKind: not JsonValueKind.Null };

    public Hash256 Hash(string field) => Data(field, Hash256.Size, Hash256.Size) is { Length: > 0 } bytes ? Hash256.From(bytes) : default;

    public EvmAddress Address(string field) => Data(field, EvmAddress.Size, EvmAddress.Size) is { Length: > 0 } bytes ? EvmAddress.From(bytes) : default;

    /// <summary>Bytes in hex; none after a refusal.</summary>
    public byte[] Data(string field, int minimum, int maximum) => Data(field, Member(field), minimum, maximum);

    /// <summary>Bytes in hex: an element of an array, named for refusals.</summary>
    public byte[] Data(string field, JsonElement? value, int minimum, int maximum)
    {
        if (Text(field, value) is not { } text) return [];
        if (!text.StartsWith("0x", StringComparison.Ordinal) || !Hex.TryDecode(text, out byte[]? bytes)) return Fail<byte[]>(field, "is no hex of whole bytes") ?? [];
        if (bytes.Length >= minimum && bytes.Length <= maximum) return bytes;
        return Fail<byte[]>(field, minimum == maximum ? $"has {bytes.Length} bytes, not {minimum}" : $"has {bytes.Length} bytes, more than {maximum}") ?? [];
    }

    public ulong U64(string field) => U128(field) is var value && value <= ulong.MaxValue ? (ulong)value : Fail<ulong>(field, "needs more than 64 bits");

    public UInt128 U128(string field)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        U256(field).Bytes.CopyTo(word);
        return word[..16].ContainsAnyExcept((byte)0) ? Fail<UInt128>(field, "needs more than 128 bits") : BinaryPrimitives.ReadUInt128BigEndian(word[16..]);
    }

    public EvmWord U256(string field) => U256(field, Member(field));

    /// <summary>A number in hex. Endpoints write zero as <c>0x0</c>, <c>0x</c> or 32 bytes, and slots with and without leading zeros: all of them are read.</summary>
    public EvmWord U256(string field, JsonElement? value)
    {
        if (Text(field, value) is not { } text) return default;
        if (!text.StartsWith("0x", StringComparison.Ordinal)) return Fail<EvmWord>(field, "is no hex number");
        if (text.Length > 2 + (2 * Hash256.Size)) return Fail<EvmWord>(field, $"has {text.Length - 2} hex digits, more than {2 * Hash256.Size}");
        return Hash256.TryParse(text[2..].PadLeft(2 * Hash256.Size, '0'), out var word) ? new(word) : Fail<EvmWord>(field, "is no hex number");
    }

    public bool? Bool(string field) => Member(field) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        null or { ValueKind: JsonValueKind.Null } => null,
        { } other => Fail<bool?>(field, $"is a JSON {other.ValueKind}, not a truth value"),
    };

    /// <summary>The elements of an array; none after a refusal.</summary>
    public IReadOnlyList<JsonElement> Items(string field, int maximum)
    {
        if (Member(field) is not { } array) return Fail<JsonElement[]>(field, "is missing") ?? [];
        if (array.ValueKind != JsonValueKind.Array) return Fail<JsonElement[]>(field, $"is a JSON {array.ValueKind}, not an array") ?? [];
        var count = array.GetArrayLength();
        return count <= maximum ? [.. array.EnumerateArray()] : Fail<JsonElement[]>(field, $"has {count} elements, more than {maximum}") ?? [];
    }

    /// <summary>Trie nodes in hex.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Nodes(string field)
    {
        var nodes = new List<ReadOnlyMemory<byte>>();
        foreach (var item in Items(field, MerklePatricia.MaximumNodes)) nodes.Add(Data(field, item, 1, MerklePatricia.MaximumNodeSize));
        return nodes;
    }

    /// <summary>The first member whose name is none of those known; empty if there is none that could be told.</summary>
    public string FirstUnknown(IReadOnlyCollection<string> known)
    {
        try
        {
            foreach (var member in element.EnumerateObject())
            {
                if (!known.Contains(member.Name) && member.Name.Length <= 30 && member.Name.All(char.IsAsciiLetterOrDigit)) return member.Name;
            }
        }
        catch (InvalidOperationException)
        {
            // A name that is no Unicode is none that could be told.
        }

        return string.Empty;
    }

    /// <summary>Takes over what a nested object refused.</summary>
    public void Adopt(ProofRefusal? refusal) => Refusal ??= refusal;

    /// <summary>Notes what its user found wrong with a member.</summary>
    public void Refuse(string field, string problem) => Refusal ??= new ProofRefusal.BadField(part, field, problem);

    private T? Fail<T>(string field, string problem)
    {
        Refuse(field, problem);
        return default;
    }

    private string? Text(string field, JsonElement? value)
    {
        if (!Ok) return null;
        if (value is not { } found) return Fail<string>(field, "is missing");
        if (found.ValueKind != JsonValueKind.String) return Fail<string>(field, $"is a JSON {found.ValueKind}, not a text");
        try
        {
            return found.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair.
            return Fail<string>(field, "is no Unicode");
        }
    }

    private JsonElement? Member(string field)
    {
        if (!Ok) return null;
        try
        {
            return element.TryGetProperty(field, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return Fail<JsonElement?>(field, "cannot be looked for: a name is no Unicode");
        }
    }
}
