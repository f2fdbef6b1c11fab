using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;

namespace CrossChainOracle.Node.Commands;

/// <summary>Reads an attester set as <c>/v1/attesters</c> and a data folder's record state it.</summary>
internal static class AttesterSource
{
    /// <summary>The deployment and its set, or why it cannot be read.</summary>
    public static async Task<(DeploymentRecord? Record, string? Problem)> ReadAsync(string source, CancellationToken cancellation)
    {
        var (bytes, problem) = await TargetBytes.ReadAsync(source, cancellation).ConfigureAwait(false);
        return bytes is null ? (null, problem) : Parse(source, bytes);
    }

    internal static (DeploymentRecord? Record, string? Problem) Parse(string source, byte[] bytes)
    {
        using var json = StrictJson.Parse(bytes, out var problem);
        if (json is null) return (null, $"{source}: {problem}");
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "deployment") is not { } deployment) return (null, $"{source}: no deployment is named");
        if (!Hex.TryDecode(Text(Newest(root), "statement") ?? Text(root, "attesterSet"), out byte[]? statement)) return (null, $"{source}: no attester set statement in hex");
        if (StatementCodec.Decode(statement, out var decoded) is { } refusal) return (null, $"{source}: {refusal}");
        return decoded is AttesterSetStatement set ? (new(deployment, set.Set), null) : (null, $"{source}: the statement is no attester set");
    }

    /// <summary>The current set of an attesters document (docs/spec/attesters-document.schema.json) stands first.</summary>
    private static JsonElement Newest(JsonElement root) =>
        root.TryGetProperty("sets", out var sets) && sets.ValueKind == JsonValueKind.Array && sets.GetArrayLength() > 0 ? sets[0] : default;

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
