using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CrossChainOracle.Node.Sandbox.Json;

/// <summary>Reads JSON (RFC 8259) from untrusted bytes, strictly; never throws for them.</summary>
/// <remarks>Refused beyond the grammar: a member that stands twice, text that is not valid Unicode, more than <see cref="MaximumDepth"/> levels.</remarks>
internal static class LocatedJsonParser
{
    public const int MaximumDepth = 32;

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out LocatedJson? value, out JsonFault fault)
    {
        value = null;
        fault = default;
        var cursor = new Cursor(utf8);
        try
        {
            cursor.Next();
            value = cursor.Read();
            cursor.End();
            return true;
        }
        catch (JsonException cause)
        {
            var line = cause.LineNumber ?? cursor.Line - 1;
            fault = new((int)line + 1, cause.BytePositionInLine is { } at ? $"no valid JSON at byte {at} of the line" : cause.Message);
            value = null;
            return false;
        }
    }

    private ref struct Cursor(ReadOnlySpan<byte> utf8)
    {
        private readonly ReadOnlySpan<byte> _bytes = utf8;
        private Utf8JsonReader _reader = new(utf8, new JsonReaderOptions { MaxDepth = MaximumDepth });
        private int _counted;

        public int Line { get; private set; } = 1;

        public void Next()
        {
            if (!_reader.Read()) throw new JsonException("nothing there");
            var at = (int)_reader.TokenStartIndex;
            Line += _bytes[_counted..at].Count((byte)'\n');
            _counted = at;
        }

        public LocatedJson Read()
        {
            var line = Line;
            return _reader.TokenType switch
            {
                JsonTokenType.Null => new LocatedJson.Null(line),
                JsonTokenType.True or JsonTokenType.False => new LocatedJson.Boolean(line, _reader.TokenType == JsonTokenType.True),
                JsonTokenType.Number => new LocatedJson.Number(line, System.Text.Encoding.ASCII.GetString(_reader.ValueSpan)),
                JsonTokenType.String => new LocatedJson.Text(line, Text()),
                JsonTokenType.StartArray => new LocatedJson.List(line, Items()),
                JsonTokenType.StartObject => new LocatedJson.Members(line, Members()),
                _ => throw new InvalidOperationException($"A value cannot start with {_reader.TokenType}."),
            };
        }

        public void End()
        {
            if (_reader.Read()) throw new InvalidOperationException("The reader went on behind the value.");
        }

        private List<LocatedJson> Items()
        {
            var items = new List<LocatedJson>();
            for (Next(); _reader.TokenType != JsonTokenType.EndArray; Next()) items.Add(Read());
            return items;
        }

        private Dictionary<string, LocatedJson> Members()
        {
            var members = new Dictionary<string, LocatedJson>(StringComparer.Ordinal);
            for (Next(); _reader.TokenType != JsonTokenType.EndObject; Next())
            {
                var (name, line) = (Text(), Line);
                Next();
                if (!members.TryAdd(name, Read())) throw new JsonException($"member '{Printable.Clean(name)}' stands twice", null, line - 1, null);
            }

            return members;
        }

        private readonly string Text()
        {
            try
            {
                return _reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                // The grammar allows escapes of single surrogates, and the reader leaves the check of UTF-8 to whoever asks for the text.
                throw new JsonException("text that is not valid Unicode", null, Line - 1, null);
            }
        }
    }
}
