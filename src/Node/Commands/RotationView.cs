using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Commands;

/// <summary>What came of a rotation, and what to do next, as text or JSON.</summary>
internal static class RotationView
{
    /// <returns>The process's exit code.</returns>
    public static int Show(Terminal terminal, AttesterSet signers, RotationOutcome outcome, bool json)
    {
        switch (outcome)
        {
            case RotationOutcome.Done done:
                if (json) WriteJson(terminal, done.Set, done);
                else WriteText(terminal, signers, done);
                return ExitCode.Ok;
            case RotationOutcome.Allowed allowed:
                if (json) WriteJson(terminal, allowed.Set, null);
                else terminal.Line($"Allowed: {Describe(allowed.Set)}. Nothing was reserved, signed or published.");
                return ExitCode.Ok;
            case RotationOutcome.Refused refused:
                terminal.Error($"refused: {refused.Reason}");
                return ExitCode.Refused;
            case RotationOutcome.Stopped stopped:
                terminal.Error($"not finished: {stopped.Reason}");
                terminal.Error("Run the same command again: it goes on where this one stopped.");
                return ExitCode.Failed;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private static void WriteText(Terminal terminal, AttesterSet signers, RotationOutcome.Done done)
    {
        var set = done.Set;
        terminal.Line($"{(done.WasThere ? "Was there before" : "Rotated")}: {Describe(set)}.");
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  digest      {done.Digest}, batch {done.Header.Sequence} of shard {AttesterHistory.Shard}, {done.Signers} signatures of epoch {set.Epoch - 1}"));
        terminal.Line($"  signs from  {UnixTime.ToText(set.ValidFrom)}");
        terminal.Line($"  grace       epoch {set.Epoch - 1} is accepted until {UnixTime.ToText(GraceEnd(signers, set))}");
        terminal.Line();
        terminal.Line("Next:");
        terminal.Line($"  1. Until {UnixTime.ToText(set.ValidFrom)} the node runs as it is configured now; it publishes the rotation for whoever has not seen it.");
        terminal.Line("  2. From then on, and before the grace ends, start it with these attesters in its configuration:");
        terminal.Line($"     \"attesters\": {{ \"keys\": [the {set.Members.Count} key files], \"threshold\": {set.Threshold}, \"epoch\": {set.Epoch}, \"validFrom\": \"{UnixTime.ToText(set.ValidFrom)}\", \"expiresAt\": \"{UnixTime.ToText(set.ExpiresAt)}\" }}");
        terminal.Line("  3. Keep the old keys until the node has published with the new ones.");
    }

    private static void WriteJson(Terminal terminal, AttesterSet set, RotationOutcome.Done? done) => terminal.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("outcome", done is null ? "allowed" : done.WasThere ? "wasThere" : "rotated");
        writer.WriteNumber("epoch", set.Epoch);
        if (done is not null)
        {
            writer.WriteString("digest", done.Digest.ToString());
            writer.WriteString("shard", AttesterHistory.Shard.ToString());
            writer.WriteString("sequence", done.Header.Sequence.ToString(CultureInfo.InvariantCulture));
            writer.WriteNumber("signatures", done.Signers);
        }

        writer.WriteNumber("threshold", set.Threshold);
        WriteMembers(writer, set);
        writer.WriteString("validFrom", UnixTime.ToText(set.ValidFrom));
        writer.WriteString("expiresAt", UnixTime.ToText(set.ExpiresAt));
        writer.WriteEndObject();
    });

    private static void WriteMembers(Utf8JsonWriter writer, AttesterSet set)
    {
        writer.WriteStartArray("members");
        foreach (var member in set.Members) writer.WriteStringValue(Eip55.ToChecksum(member));
        writer.WriteEndArray();
    }

    private static string Describe(AttesterSet set) =>
        $"epoch {set.Epoch}, {set.Threshold} of {string.Join(", ", set.Members.Select(Eip55.ToChecksum))}, from {UnixTime.ToText(set.ValidFrom)} until {UnixTime.ToText(set.ExpiresAt)}";

    /// <summary>Where the command was run again with the new keys, the old set's own expiry is not at hand: the hour is what is left of the rule.</summary>
    private static long GraceEnd(AttesterSet signers, AttesterSet next)
    {
        var grace = next.ValidFrom + AttesterSet.MaximumGraceMs;
        return signers.Epoch + 1 == next.Epoch ? Math.Min(signers.ExpiresAt, grace) : grace;
    }
}
