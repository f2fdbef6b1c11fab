using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay;

/// <summary>Objects whose JSON has one form: members in order, nothing left out, no spaces; counters as text, times as numbers. A reader takes that form and no other.</summary>
internal static class CanonicalJson
{
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <paramref name="encode"/> writes.</summary>
    /// <param name="read">Null where a member is missing or none of its kind.</param>
    public static Refusal? Read<T>(ReadOnlyMemory<byte> utf8, string what, Func<JsonMembers, T?> read, Func<T, byte[]> encode, out T? value)
        where T : class
    {
        value = null;
        using var document = StrictJson.Parse(utf8, out var problem);
        if (document is null) return new Refusal.OutOfRange(what, problem!, "must be JSON");
        if (document.RootElement.ValueKind != JsonValueKind.Object) return new Refusal.OutOfRange(what, document.RootElement.ValueKind.ToString(), "must be an object");
        var members = new JsonMembers(document.RootElement);
        var found = read(members);
        if (members.Problem is { } wrong) return new Refusal.OutOfRange($"{what}: {wrong}", "missing, or none of its kind", "must be as it is written");
        if (found is null || !encode(found).AsSpan().SequenceEqual(utf8.Span)) return new Refusal.OutOfRange(what, "another form", "must be canonical");
        value = found;
        return null;
    }

    public static void WriteTime(this Utf8JsonWriter json, string name, long? time)
    {
        if (time is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    public static void WriteText(this Utf8JsonWriter json, string name, IFormattable? counter) => json.WriteString(name, counter?.ToString(null, CultureInfo.InvariantCulture));
}

/// <summary>The members of an object; the first that is not as it must be sticks.</summary>
internal sealed class JsonMembers(JsonElement element)
{
    /// <summary>Its name; null while all were good.</summary>
    public string? Problem { get; private set; }

    public string Text(string name) => OptionalText(name) ?? Wrong<string>(name) ?? string.Empty;

    public string? OptionalText(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Null } => null,
        _ => Wrong<string>(name),
    };

    public long Time(string name) => OptionalTime(name) ?? Wrong(name);

    public long? OptionalTime(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var time) && UnixTime.IsValid(time) => time,
        { ValueKind: JsonValueKind.Null } => null,
        _ => Wrong(name),
    };

    public int Count(string name) => Find(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var count) && count >= 0 ? count : (int)Wrong(name);

    /// <summary>A value that a type parses itself.</summary>
    public T Parsed<T>(string name, Func<string?, (bool Ok, T Value)> parse)
        where T : struct => Optional(name, parse) ?? Default<T>(name);

    public T? Optional<T>(string name, Func<string?, (bool Ok, T Value)> parse)
        where T : struct
    {
        var text = OptionalText(name);
        if (text is null) return null;
        var (ok, value) = parse(text);
        return ok ? value : Default<T>(name);
    }

    public ulong? Counter(string name) => Optional(name, static text => (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value), value));

    private JsonElement? Find(string name) => element.TryGetProperty(name, out var value) ? value : null;

    private T? Wrong<T>(string name)
        where T : class
    {
        Problem ??= name;
        return null;
    }

    private long Wrong(string name) => Default<long>(name);

    private T Default<T>(string name)
        where T : struct
    {
        Problem ??= name;
        return default;
    }
}
