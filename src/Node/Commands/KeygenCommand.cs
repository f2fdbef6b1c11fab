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
        var code = ExitCode.Ok;
        foreach (var file in files)
        {
            code = Make(terminal, file, made);
            if (code != ExitCode.Ok) break;
        }

        // Also after a failure: what was made is there and must be known.
        if (json) WriteJson(terminal, made);
        else foreach (var (file, address) in made) terminal.Line($"{address}  {file}");
        return code;
    }

    private static int Make(Terminal terminal, string file, List<(string File, string Address)> made)
    {
        switch (CreateFolder(file) ?? KeyFile.Create(file))
        {
            case KeyFileOutcome.Ready ready:
                using (ready.Signer) made.Add((file, Eip55.ToChecksum(ready.Signer.Address)));
                return ExitCode.Ok;
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

    /// <summary>Null when the folder of the file is there.</summary>
    private static KeyFileOutcome.Failed? CreateFolder(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(file, failure.Message);
        }
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
