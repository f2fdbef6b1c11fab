using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

/// <summary>A schema of <c>config/</c>, which may name shapes of another one there.</summary>
internal sealed class RelaySchema
{
    private readonly JsonNode _schema;
    private readonly JsonNode _root;

    private RelaySchema(JsonNode schema, JsonNode root) => (_schema, _root) = (schema, root);

    public static RelaySchema Of(string file)
    {
        var root = Read(file);
        return new(root, root);
    }

    public static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", file)), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip })!.AsObject();

    /// <summary>Every member is named, and every text is of the form that is asked for.</summary>
    public void AssertKnown(JsonObject value)
    {
        foreach (var (name, member) in value)
        {
            Assert.True(_schema["properties"]?[name] is not null, $"{value.GetPath()}.{name}");
            var known = Resolve(_schema["properties"]![name]!);
            if (member is JsonObject inner) known.AssertKnown(inner);
            else if (member is JsonArray array) foreach (var each in array) known.AssertItem(each!);
            else known.AssertForm(member!);
        }

        foreach (var required in _schema["required"]?.AsArray() ?? []) Assert.True(value.ContainsKey((string)required!), $"{value.GetPath()}.{required}");
    }

    private void AssertItem(JsonNode item)
    {
        if (item is JsonObject section) ItemOf(section).AssertKnown(section);
        else Resolve(_schema["items"]!).AssertForm(item);
    }

    private void AssertForm(JsonNode value)
    {
        if ((string?)_schema["pattern"] is { } pattern) Assert.Matches(pattern, (string)value!);
    }

    /// <summary>Where items are of several kinds: the one whose <c>chain</c> is of the item's form.</summary>
    private RelaySchema ItemOf(JsonObject item)
    {
        var kinds = (_schema["items"]!["anyOf"]?.AsArray() ?? new JsonArray(_schema["items"]!.DeepClone())).Select(kind => Resolve(kind!));
        return kinds.First(kind => kind._schema["properties"]?["chain"]?["pattern"] is not { } pattern || Regex.IsMatch((string)item["chain"]!, (string)pattern!));
    }

    private RelaySchema Resolve(JsonNode node)
    {
        if ((string?)node["$ref"] is not { } reference) return new(node, _root);
        var root = reference.StartsWith('#') ? _root : Read(reference.Split('#')[0]);
        return new(root["$defs"]![reference.Split('/')[^1]]!, root);
    }
}
