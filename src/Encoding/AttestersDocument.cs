using System.Buffers;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The JSON of the attester sets that are accepted now (docs/spec/attesters-document.schema.json).</summary>
public static class AttestersDocument
{
    /// <summary>UTF-8 JSON. The same arguments give the same bytes.</summary>
    /// <param name="domain">The deployment.</param>
    /// <param name="sets">The current set, then the one before while its grace lasts; each with the time, Unix milliseconds, from which it is not accepted any more.</param>
    public static byte[] Write(SigningDomain domain, params IEnumerable<(AttesterSet Set, long AcceptedUntil)> sets)
    {
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("deployment", domain.Deployment);
            json.WriteStartArray("sets");
            foreach (var (set, until) in sets) WriteSet(json, set, until);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSet(Utf8JsonWriter json, AttesterSet set, long until)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", set.Epoch);
        json.WriteNumber("threshold", set.Threshold);
        json.WriteNumber("validFrom", set.ValidFrom);
        json.WriteNumber("acceptedUntil", until);
        json.WriteStartArray("members");
        foreach (var member in set.Members) json.WriteStringValue($"{member}");
        json.WriteEndArray();
        json.WriteString("statement", Hex.Encode(StatementCodec.Encode(new AttesterSetStatement(set))));
        json.WriteEndObject();
    }
}
