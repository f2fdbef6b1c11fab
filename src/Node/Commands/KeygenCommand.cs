using System.CommandLine;
using CrossChainOracle.Crypto;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>keygen FILE...</c>: development keys for attesters.</summary>
internal static class KeygenCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("file") { Description = "Key files to make, one attester each. A file that exists is never overwritten.", Arity = ArgumentArity.OneOrMore };
        var json = Options.Json();
        var command = new Command("keygen", "Makes attester keys for development and prints their addresses. The private key is only in the file, readable by its owner alone.") { files, json }
            .WithExamples("keygen keys/1.json keys/2.json keys/3.json");
        command.SetAction(parsed => Run(terminal, parsed.GetValue(files)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string[] files, bool json)
    {
        var made = new List<(string File, string Address)>();
        foreach (var file in files)
        {
            switch (KeyFile.Create(file))
            {
                case KeyFileOutcome.Ready ready:
                    using (ready.Signer) made.Add((file, Eip55.ToChecksum(ready.Signer.Address)));
                    break;
                case KeyFileOutcome.Refused refused:
                    terminal.Error($"{refused.Path}: {refused.Reason}");
                    return ExitCode.Refused;
                case KeyFileOutcome.Unsupported unsupported:
                    terminal.Error(unsupported.WhatToInstall);
                    return ExitCode.Failed;
                case KeyFileOutcome.Failed failed:
                    terminal.Error($"{failed.Path}: {failed.Reason}");
                    return ExitCode.Failed;
                case var other:
                    throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        }

        if (json) WriteJson(terminal, made);
        else foreach (var (file, address) in made) terminal.Line($"{address}  {file}");
        return ExitCode.Ok;
    }

    private static void WriteJson(Terminal terminal, List<(string File, string Address)> made) => terminal.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var (file, address) in made)
        {
            writer.WriteStartObject();
            writer.WriteString("address", address);
            writer.WriteString("file", file);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
