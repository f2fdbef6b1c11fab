namespace CrossChainOracle.Node.Sandbox.Json;

/// <summary>A JSON value that knows its line (from 1). Text is valid UTF-16, numbers are as written, no object has a member twice.</summary>
internal abstract record LocatedJson(int Line)
{
    public sealed record Null(int Line) : LocatedJson(Line);

    public sealed record Boolean(int Line, bool Value) : LocatedJson(Line);

    /// <param name="Raw">The number's characters.</param>
    public sealed record Number(int Line, string Raw) : LocatedJson(Line);

    public sealed record Text(int Line, string Value) : LocatedJson(Line);

    public sealed record List(int Line, IReadOnlyList<LocatedJson> Items) : LocatedJson(Line);

    public sealed record Members(int Line, IReadOnlyDictionary<string, LocatedJson> Values) : LocatedJson(Line)
    {
        public LocatedJson? Find(string name) => Values.GetValueOrDefault(name);
    }
}

/// <summary>Why bytes are no JSON that is read here.</summary>
internal readonly record struct JsonFault(int Line, string Detail);
