using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Files;

namespace CrossChainOracle.Hosting;

/// <summary>Whose data a folder holds: the deployment's name and the attester set that signed its first batches. The sets after it follow from the rotations in the folder's ledger.</summary>
public sealed record DeploymentRecord(string Deployment, AttesterSet Attesters)
{
    private const int MaximumBytes = 65_536;

    /// <summary>Canonical JSON: reading what was written and writing it again gives the same bytes.</summary>
    public byte[] Encode()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("deployment", Deployment);
            json.WriteString("attesterSet", Hex.Encode(StatementCodec.Encode(new AttesterSetStatement(Attesters))));
            json.WriteEndObject();
        }

        return [.. buffer.ToArray(), (byte)'\n'];
    }

    /// <summary>Null with the problem when the file is not one that <see cref="Encode"/> wrote.</summary>
    public static DeploymentRecord? Read(string path, out string? problem)
    {
        if (!File.Exists(path))
        {
            problem = $"{path} does not exist: not a data folder";
            return null;
        }

        return BoundedFile.Read(path, MaximumBytes, out problem) is { } bytes ? Parse(path, bytes, out problem) : null;
    }

    internal static DeploymentRecord? Parse(string path, byte[] bytes, out string? problem)
    {
        problem = $"{path} is not a deployment record as a node writes it";
        using var json = StrictJson.Parse(bytes, out _);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("deployment", out var name)
            || !root.TryGetProperty("attesterSet", out var set)
            || name.ValueKind != JsonValueKind.String
            || set.ValueKind != JsonValueKind.String
            || !Hex.TryDecode(set.GetString(), out byte[]? statement))
        {
            return null;
        }

        if (StatementCodec.Decode(statement, out var decoded) is { } refusal)
        {
            problem = $"{path}: {refusal}";
            return null;
        }

        var record = decoded is AttesterSetStatement attesters ? new DeploymentRecord(name.GetString()!, attesters.Set) : null;
        if (record is null || !record.Encode().AsSpan().SequenceEqual(bytes)) return null;
        problem = null;
        return record;
    }
}
