using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Hosting;

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

    private static (DeploymentRecord? Record, string? Problem) Parse(string source, byte[] bytes)
    {
        using var json = StrictJson.Parse(bytes, out var problem);
        if (json is null) return (null, $"{source}: {problem}");
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "deployment") is not { } deployment) return (null, $"{source}: no deployment is named");
        if (root.TryGetProperty("sets", out var sets) && sets.ValueKind == JsonValueKind.Array) return ParseSets(source, deployment, sets);
        if (!Hex.TryDecode(Text(root, "attesterSet"), out byte[]? statement)) return (null, $"{source}: neither sets nor an attester set in hex");
        if (StatementCodec.Decode(statement, out var decoded) is { } refusal) return (null, $"{source}: {refusal}");
        return decoded is AttesterSetStatement set ? (new(deployment, set.Set), null) : (null, $"{source}: the statement is no attester set");
    }

    /// <summary>The newest set of the list (docs/spec/attesters-document.schema.json).</summary>
    private static (DeploymentRecord? Record, string? Problem) ParseSets(string source, string deployment, JsonElement sets)
    {
        AttesterSet? newest = null;
        foreach (var item in sets.EnumerateArray())
        {
            var set = ParseSet(item, out var problem);
            if (set is null) return (null, $"{source}: {problem}");
            if (newest is null || set.Epoch > newest.Epoch) newest = set;
        }

        return newest is null ? (null, $"{source}: an empty list of sets") : (new(deployment, newest), null);
    }

    private static AttesterSet? ParseSet(JsonElement item, out string? problem)
    {
        problem = "a set is an object with epoch, threshold, validFrom, acceptedUntil and members";
        if (item.ValueKind != JsonValueKind.Object
            || !TryNumber(item, "epoch", AttesterSet.RecoveryEpoch - 1, out var epoch)
            || !TryNumber(item, "threshold", AttesterSet.MaximumMembers, out var threshold)
            || !TryNumber(item, "validFrom", UnixTime.MaxValue, out var validFrom)
            || !TryNumber(item, "acceptedUntil", UnixTime.MaxValue, out var acceptedUntil)
            || !item.TryGetProperty("members", out var members)
            || members.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var addresses = new List<EvmAddress>();
        foreach (var member in members.EnumerateArray())
        {
            if (member.ValueKind != JsonValueKind.String || !EvmAddress.TryParse(member.GetString(), out var address)) return null;
            addresses.Add(address);
        }

        return AttesterSet.Create((uint)epoch, (int)threshold, validFrom, acceptedUntil, addresses, out problem);
    }

    private static bool TryNumber(JsonElement item, string name, long maximum, out long number)
    {
        number = 0;
        return item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number) && number >= 0 && number <= maximum;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
