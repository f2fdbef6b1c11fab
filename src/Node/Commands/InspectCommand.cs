using System.CommandLine;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>inspect FILE|URL|-</c>: what an attestation says, without verifying it.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("target") { Description = "A file (wire form, hex, or JSON as served), an http address, or - for standard input." };
        var json = Options.Json();
        var command = new Command("inspect", "Shows what an attestation contains: header, statements, signatures. It verifies nothing; that is what verify is for.") { target, json, InspectAccountCommand.Create(terminal) }
            .WithExamples("inspect http://127.0.0.1:5080/v1/shards/sandbox/batches/0", "inspect account alice --json");
        command.SetAction(async (parsed, cancellation) =>
        {
            var (bytes, problem) = await TargetBytes.ReadAsync(parsed.GetValue(target)!, cancellation).ConfigureAwait(false);
            if (bytes is not null) return Run(terminal, bytes, parsed.GetValue(json));
            terminal.Error(problem!);
            return ExitCode.Failed;
        });
        return command;
    }

    private static int Run(Terminal terminal, byte[] bytes, bool json)
    {
        if (GivenAttestation.Read(bytes, out var given) is { } refusal)
        {
            terminal.Error($"not an attestation: {refusal}");
            return ExitCode.Refused;
        }

        var (header, leaves, signatures) = given switch
        {
            GivenAttestation.Batch { Value: var batch } => (batch.Header, batch.Leaves, batch.Signatures),
            GivenAttestation.Single { Value: var single } => (single.Header, (IReadOnlyList<Leaf>)[single.Leaf], single.Signatures),
            _ => throw new InvalidOperationException("Unknown form."),
        };
        var statements = leaves.Select(leaf => StatementCodec.Decode(leaf.Bytes.Span, out var statement) is null ? statement : null).ToList();
        if (json) WriteJson(terminal, header, leaves, signatures);
        else WriteText(terminal, header, statements, signatures);
        return ExitCode.Ok;
    }

    private static void WriteText(Terminal terminal, BatchHeader header, IReadOnlyList<Statement?> statements, IReadOnlyList<AttesterSignature> signatures)
    {
        foreach (var (name, value) in Fields(header)) terminal.Line($"{name,-15} {value}");
        terminal.Line($"{"signed by",-15} {(signatures.Count == 0 ? "nobody" : string.Join(", ", signatures.Select(signature => $"attester {signature.Signer}")))}");
        StatementView.Show(terminal, statements, header.ObservedAt);
        terminal.Line("Not verified.");
    }

    private static void WriteJson(Terminal terminal, BatchHeader header, IReadOnlyList<Leaf> leaves, IReadOnlyList<AttesterSignature> signatures) => terminal.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("header");
        foreach (var (name, value) in Fields(header)) writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteStartArray("statements");
        foreach (var leaf in leaves) writer.WriteStringValue(Hex.Encode(leaf.Bytes.Span));
        writer.WriteEndArray();
        writer.WriteStartArray("signatures");
        foreach (var signature in signatures)
        {
            writer.WriteStartObject();
            writer.WriteNumber("signer", signature.Signer);
            writer.WriteString("signature", Hex.Encode(signature.Bytes.Span));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static IEnumerable<(string Name, string Value)> Fields(BatchHeader header) =>
    [
        ("schema", $"{header.Schema}"), ("algorithm", $"{header.Algorithm}"), ("epoch", $"{header.Epoch}"), ("shard", header.Shard.ToString()), ("sequence", $"{header.Sequence}"),
        ("validAfter", UnixTime.ToText(header.ValidAfter)), ("observedAt", UnixTime.ToText(header.ObservedAt)), ("leafCount", $"{header.LeafCount}"),
        ("audience", header.Audience.IsZero ? "anyone" : header.Audience.ToString()), ("previousDigest", header.PreviousDigest.ToString()),
        ("stateDigest", header.StateDigest.ToString()), ("inputsRoot", header.InputsRoot.ToString()), ("root", header.Root.ToString()), ("body", header.Body.ToString()),
    ];
}
