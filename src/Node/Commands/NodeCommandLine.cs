using System.CommandLine;
using System.CommandLine.Invocation;
using CrossChainOracle.Hosting;

namespace CrossChainOracle.Node.Commands;

/// <summary>All commands, and what the process's exit code becomes of what they return.</summary>
internal static class NodeCommandLine
{
    /// <summary>After Ctrl-C a run ends its round, closes its files and seals them; only then is it cut off.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(Terminal terminal, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var parsed = Create(terminal).Parse(arguments);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.ErrorOutput,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = StopLimit,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
            return parsed.Action is ParseErrorAction ? ExitCode.Usage : code;
        }
        catch (NodeFaultException fault)
        {
            terminal.Error(fault.Message);
            return fault.IsConfiguration ? ExitCode.Usage : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            terminal.Error("stopped before there was anything to show");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create(Terminal terminal)
    {
        var root = new RootCommand("CrossChainOracle: reads Pyth, Chainlink and API3, agrees on medians with stated uncertainty, and attests them with a threshold of signatures. Start with: sandbox --rounds 20")
        {
            SandboxCommand.Create(terminal),
            RunCommand.Create(terminal),
            RelayCommand.Create(terminal),
            DeployHubCommand.Create(terminal),
            ObserveCommand.Create(terminal),
            RecordCommand.Create(terminal),
            ReplayCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            InspectCommand.Create(terminal),
            KeygenCommand.Create(terminal),
            RotateCommand.Create(terminal),
            LinkMessageCommand.Create(terminal),
        };
        HelpExamples.Install(root);
        return root;
    }
}
