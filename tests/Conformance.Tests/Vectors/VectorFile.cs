using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>The files of tests/vectors.</summary>
public static class VectorFile
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The files are written anew instead of compared.</summary>
    public static bool Rewriting { get; } = Environment.GetEnvironmentVariable("CCO_WRITE_VECTORS") == "1";

    public static string PathOf(string name) => Repository.PathOf("tests", "vectors", name + ".json");

    public static JsonNode Read(string name) => JsonNode.Parse(File.ReadAllText(PathOf(name)))!;

    public static string ToText(JsonNode document) => document.ToJsonString(Format) + "\n";

    public static void Write(string path, JsonNode document) => File.WriteAllText(path, ToText(document));
}
