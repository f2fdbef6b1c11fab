using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Api;

/// <summary>A place in a JSON answer from outside. A getter that does not find what it was asked for notes the first such fault and returns a default value; an answer with a fault is not used.</summary>
internal readonly struct JsonAnswer
{
    private const int MaximumBytes = 4 * 1024 * 1024;
    private const int MaximumDepth = 16;
    private const int MaximumTextShown = 64;

    private readonly JsonElement _element;
    private readonly string _path;
    private readonly Fault _fault;

    private JsonAnswer(JsonElement element, string path, Fault fault) => (_element, _path, _fault) = (element, path, fault);

    /// <summary>Reads one answer whole, or says why not.</summary>
    /// <param name="answer">What came of the request.</param>
    /// <param name="name">Of the request, for the refusal.</param>
    /// <param name="parse">Takes out what is needed; must not keep the place.</param>
    /// <param name="value">What it took.</param>
    /// <param name="failure">Why nothing was.</param>
    public static bool TryRead<T>(ApiAnswer answer, string name, Func<JsonAnswer, T> parse, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out ReadFailure? failure)
    {
        value = default;
        failure = answer switch
        {
            ApiAnswer.Failed failed => new(failed.Code, $"{name}: {failed.Detail}"),
            ApiAnswer.Ok { Body.Length: > MaximumBytes } ok => new(RejectionCode.Oversized, $"{name}: {ok.Body.Length} bytes, at most {MaximumBytes} are read"),
            ApiAnswer.Ok => null,
            _ => new(RejectionCode.Absent, $"{name}: not found"),
        };
        if (failure is not null) return false;
        using var document = StrictJson.Parse(((ApiAnswer.Ok)answer).Body, out var problem, new JsonDocumentOptions { MaxDepth = MaximumDepth });
        if (document is null)
        {
            failure = new(RejectionCode.Malformed, $"{name}: {problem}");
            return false;
        }

        var fault = new Fault();
        value = parse(new(document.RootElement, string.Empty, fault));
        if (fault.First is null) return true;
        failure = new(RejectionCode.Malformed, $"{name}: {fault.First}");
        return false;
    }

    /// <summary>The member of an object.</summary>
    public JsonAnswer Member(string name)
    {
        var path = $"{_path}.{name}";
        if (_element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out var member)) return new(member, path, _fault);
        return Refuse(path, "is missing");
    }

    /// <summary>Whether an object has a member that is not null.</summary>
    public bool Has(string name) => _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;

    /// <summary>The elements of a list, at most so many.</summary>
    public IReadOnlyList<JsonAnswer> Items(int maximum)
    {
        if (_element.ValueKind != JsonValueKind.Array)
        {
            Refuse(_path, "is no list");
            return [];
        }

        if (_element.GetArrayLength() > maximum)
        {
            Refuse(_path, $"has {_element.GetArrayLength()} elements, at most {maximum} are read");
            return [];
        }

        var (path, fault) = (_path, _fault);
        return [.. _element.EnumerateArray().Select((item, index) => new JsonAnswer(item, $"{path}[{index}]", fault))];
    }

    /// <summary>The members of an object, at most so many; one name twice, or a name that is no printable ASCII, is a fault.</summary>
    public IReadOnlyList<(string Name, JsonAnswer Value)> Members(int maximum)
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            Refuse(_path, "is no object");
            return [];
        }

        var members = new List<(string Name, JsonAnswer Value)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in _element.EnumerateObject())
        {
            var name = member.Name;
            if (name.Length > MaximumTextShown || name.AsSpan().ContainsAnyExceptInRange('!', '~') || !seen.Add(name) || members.Count == maximum)
            {
                Refuse(_path, $"has a name twice, one that is no text, or more than {maximum} names");
                return [];
            }

            members.Add((name, new(member.Value, $"{_path}.{name}", _fault)));
        }

        return members;
    }

    /// <summary>Text of 1 to <paramref name="maximum"/> printable ASCII characters without spaces.</summary>
    public string Text(int maximum = MaximumTextShown)
    {
        var text = _element.ValueKind == JsonValueKind.String ? _element.GetString()! : string.Empty;
        if (text.Length >= 1 && text.Length <= maximum && !text.AsSpan().ContainsAnyExceptInRange('!', '~')) return text;
        Refuse(_path, $"must be 1 to {maximum} printable characters, not {Shown()}");
        return string.Empty;
    }

    /// <summary>A decimal number in text, times 10^18. A JSON number is refused: whoever wrote it may have written a binary fraction.</summary>
    public Int128 Decimal()
    {
        if (_element.ValueKind == JsonValueKind.String && DecimalText.TryParse(_element.GetString(), out var scaled)) return scaled;
        Refuse(_path, $"must be a decimal number in text with at most {DecimalText.Places} places, not {Shown()}");
        return 0;
    }

    /// <summary>A decimal number in text that is not negative, times 10^18.</summary>
    public UInt128 Amount()
    {
        var value = Decimal();
        if (value >= 0) return (UInt128)value;
        Refuse(_path, $"must not be negative, not {Shown()}");
        return 0;
    }

    public uint Natural()
    {
        if (_element.ValueKind == JsonValueKind.Number && _element.TryGetUInt32(out var value)) return value;
        Refuse(_path, $"must be a whole number from 0 to {uint.MaxValue}, not {Shown()}");
        return 0;
    }

    public JsonAnswer Refuse(string why) => Refuse(_path, why);

    private JsonAnswer Refuse(string path, string why)
    {
        _fault.First ??= $"{(path.Length == 0 ? "the answer" : path)} {why}";
        return new(default, path, _fault);
    }

    private string Shown() => _element.ValueKind switch
    {
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.String or JsonValueKind.Number => $"{_element.ValueKind} {PlainText.Clean(_element.ToString(), MaximumTextShown)}",
        _ => _element.ValueKind.ToString(),
    };

    private sealed class Fault
    {
        public string? First { get; set; }
    }
}
