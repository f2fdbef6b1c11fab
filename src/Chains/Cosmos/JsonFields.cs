using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>What is wrong with an answer: the first field that is not what it must be.</summary>
internal sealed class JsonFault
{
    public string? Problem { get; private set; }

    public void Set(string path, string problem) => Problem ??= $"{path}: {problem}";
}

/// <summary>Fields of a JSON object from outside. Reading one that is missing or of another form gives nothing and sets the fault, so that a parser reads all and asks once.</summary>
internal readonly struct JsonFields(JsonElement element, string path, JsonFault fault)
{
    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Find(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public JsonFields Object(string name)
    {
        var found = Find(name);
        if (found.ValueKind != JsonValueKind.Object) fault.Set(PathOf(name), "no object");
        return new(found, PathOf(name), fault);
    }

    /// <summary>The objects of an array of at most that many.</summary>
    public List<JsonFields> Array(string name, int maximum)
    {
        var found = Find(name);
        var path = PathOf(name);
        var kind = fault;
        if (found.ValueKind != JsonValueKind.Array) fault.Set(path, "no array");
        else if (found.GetArrayLength() > maximum) fault.Set(path, $"{found.GetArrayLength()} elements, more than {maximum}");
        else return [.. found.EnumerateArray().Select((item, i) => new JsonFields(item, $"{path}[{i}]", kind))];
        return [];
    }

    public string Text(string name)
    {
        if (JsonRpcParser.Text(Find(name)) is { } text) return text;
        fault.Set(PathOf(name), "no text");
        return string.Empty;
    }

    /// <summary>A whole number from 0, as text (CometBFT's form of 64-bit numbers) or as a JSON number.</summary>
    public long Number(string name)
    {
        var found = Find(name);
        if (found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var number) && number >= 0) return number;
        if (long.TryParse(JsonRpcParser.Text(found), NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number;
        fault.Set(PathOf(name), "no whole number from 0");
        return 0;
    }

    public int Int31(string name)
    {
        var number = Number(name);
        if (number <= int.MaxValue) return (int)number;
        fault.Set(PathOf(name), $"{number} has more than 31 bits");
        return 0;
    }

    /// <summary>32 bytes in hex; null where the text is empty.</summary>
    public Hash256? Hash(string name)
    {
        var text = Text(name);
        if (text.Length == 0) return null;
        if (Hash256.TryParse(text, out var hash)) return hash;
        fault.Set(PathOf(name), "no 32 bytes in hex");
        return null;
    }

    public ReadOnlyMemory<byte> HexBytes(string name)
    {
        if (Hex.TryDecode(Text(name), out byte[]? bytes)) return bytes;
        fault.Set(PathOf(name), "no hex");
        return default;
    }

    /// <summary>Base64; nothing where the field is null or missing, as Go writes empty bytes.</summary>
    public ReadOnlyMemory<byte> Base64(string name)
    {
        var text = Has(name) ? Text(name) : string.Empty;
        var bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out var written)) return bytes.AsMemory(0, written);
        fault.Set(PathOf(name), "no base64");
        return default;
    }

    public void Refuse(string name, string problem) => fault.Set(PathOf(name), problem);

    private JsonElement Find(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : default;

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";
}
