using System.CommandLine;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Node.Hosting;

var terminal = Terminal.OfProcess();
var root = new RootCommand("CrossChainOracle: reads Pyth, Chainlink and API3, agrees on medians with stated uncertainty, and attests them with a threshold of signatures. Start with: sandbox --rounds 20")
{
    SandboxCommand.Create(terminal),
    RunCommand.Create(terminal),
    ObserveCommand.Create(terminal),
    RecordCommand.Create(terminal),
    ReplayCommand.Create(terminal),
    VerifyCommand.Create(terminal),
    InspectCommand.Create(terminal),
    KeygenCommand.Create(terminal),
};

HelpExamples.Install(root);
try
{
    var parsed = root.Parse(args);
    return parsed.Errors.Count > 0 && args.Length > 0 ? Math.Max(ExitCode.Usage, await parsed.InvokeAsync()) : await parsed.InvokeAsync();
}
catch (NodeFaultException fault)
{
    terminal.Error(fault.Message);
    return ExitCode.Failed;
}
