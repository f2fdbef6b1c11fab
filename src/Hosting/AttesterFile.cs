using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Files;

namespace CrossChainOracle.Hosting;

/// <summary>Reads attester sets as <c>/v1/attesters</c> and a data folder's record state them.</summary>
public static class AttesterFile
{
    /// <summary>More are never accepted at once: the current set and the one before.</summary>
    private const int MaximumSets = 2;

    private const long MaximumBytes = 1 << 20;

    /// <summary>The newest set of a file.</summary>
    /// <exception cref="NodeFaultException">There is none, or it is another deployment's.</exception>
    public static AttesterSet Load(string file, string deployment)
    {
        var bytes = BoundedFile.Read(file, MaximumBytes, out var unreadable) ?? throw new NodeFaultException(unreadable!, isConfiguration: true);
        var (record, problem) = Parse(file, bytes);
        if (record is null) throw new NodeFaultException(problem!, isConfiguration: true);
        return record.Deployment == deployment ? record.Attesters : throw new NodeFaultException($"{file} is of deployment {record.Deployment}, not {deployment}", isConfiguration: true);
    }

    /// <summary>The deployment and its newest set.</summary>
    internal static (DeploymentRecord? Record, string? Problem) Parse(string source, byte[] bytes)
    {
        var (records, problem) = ParseAll(source, bytes);
        return (records.Count == 0 ? null : records[0], problem);
    }

    /// <summary>The deployment with each of its sets, the newest first; none, and why they cannot be read.</summary>
    internal static (IReadOnlyList<DeploymentRecord> Records, string? Problem) ParseAll(string source, byte[] bytes)
    {
        using var json = StrictJson.Parse(bytes, out var problem);
        if (json is null) return ([], $"{source}: {problem}");
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "deployment") is not { } deployment) return ([], $"{source}: no deployment is named");
        var records = new List<DeploymentRecord>();
        foreach (var stated in Statements(root))
        {
            if (!Hex.TryDecode(stated, out byte[]? statement)) return ([], $"{source}: no attester set statement in hex");
            if (StatementCodec.Decode(statement, out var decoded) is { } refusal) return ([], $"{source}: {refusal}");
            if (decoded is not AttesterSetStatement set) return ([], $"{source}: the statement is no attester set");
            records.Add(new(deployment, set.Set));
        }

        return (records, null);
    }

    /// <summary>Of an attesters document (docs/spec/attesters-document.schema.json) those of its sets, where the current one stands first; of a data folder's record the one that it has. At least one, which may be missing.</summary>
    private static IEnumerable<string?> Statements(JsonElement root) =>
        root.TryGetProperty("sets", out var sets) && sets.ValueKind == JsonValueKind.Array && sets.GetArrayLength() > 0
            ? sets.EnumerateArray().Take(MaximumSets).Select(static set => Text(set, "statement"))
            : [Text(root, "attesterSet")];

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
