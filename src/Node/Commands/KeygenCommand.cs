using System.CommandLine;
using CrossChainOracle.Crypto;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>keygen FILE...</c>: development keys for attesters and for accounts that pay.</summary>
internal static class KeygenCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("file") { Description = "Key files to make, one attester each. A file that exists is never overwritten.", Arity = ArgumentArity.OneOrMore };
        var solana = new Option<bool>("--solana") { Description = "Keys of Solana accounts that pay for a relayer, in the form of solana-keygen." };
        var json = Options.Json();
        var command = new Command("keygen", "Makes keys for development, of attesters and of EVM accounts, and prints their addresses. The private key is only in the file, readable by its owner alone.") { files, solana, json }
            .WithExamples("keygen keys/1.json keys/2.json keys/3.json", "keygen --solana config/keys/relay-solana.json");
        command.SetAction(parsed => Run(terminal, parsed.GetValue(files)!, parsed.GetValue(solana), parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string[] files, bool solana, bool json)
    {
        var made = new List<(string File, string Address)>();
        var code = ExitCode.Ok;
        foreach (var file in files)
        {
            code = Make(terminal, file, solana, made);
            if (code != ExitCode.Ok) break;
        }

        // Also after a failure: what was made is there and must be known.
        if (json) WriteJson(terminal, made);
        else foreach (var (file, address) in made) terminal.Line($"{address}  {file}");
        return code;
    }

    private static int Make(Terminal terminal, string file, bool solana, List<(string File, string Address)> made)
    {
        var (address, problem, code) = CreateFolder(file) is { } reason ? (null, $"{file}: {reason}", ExitCode.Failed) : solana ? MakeSolana(file) : MakeEvm(file);
        if (address is not null) made.Add((file, address));
        else terminal.Error(problem!);
        return code;
    }

    private static (string? Address, string? Problem, int Code) MakeEvm(string file)
    {
        switch (KeyFile.Create(file))
        {
            case KeyFileOutcome.Ready ready:
                using (ready.Signer) return (Eip55.ToChecksum(ready.Signer.Address), null, ExitCode.Ok);
            case KeyFileOutcome.Refused refused: return (null, $"{refused.Path}: {refused.Reason}", ExitCode.Refused);
            case KeyFileOutcome.Unsupported unsupported: return (null, unsupported.WhatToInstall, ExitCode.Failed);
            case KeyFileOutcome.Failed failed: return (null, $"{failed.Path}: {failed.Reason}", ExitCode.Failed);
            case var other: throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    private static (string? Address, string? Problem, int Code) MakeSolana(string file)
    {
        try
        {
            switch (SolanaKeyFile.Create(file))
            {
                case SolanaKeyOutcome.Ready ready:
                    using (ready.Signer) return (ready.Signer.Address.ToString(), null, ExitCode.Ok);
                case SolanaKeyOutcome.Refused refused: return (null, $"{refused.Path}: {refused.Reason}", ExitCode.Refused);
                case SolanaKeyOutcome.Failed failed: return (null, $"{failed.Path}: {failed.Reason}", ExitCode.Failed);
                case var other: throw new InvalidOperationException($"Unknown outcome {other}.");
            }
        }
        catch (DllNotFoundException missing)
        {
            return (null, missing.Message, ExitCode.Failed);
        }
    }

    /// <summary>Null when the folder of the file is there, else why not.</summary>
    private static string? CreateFolder(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
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
