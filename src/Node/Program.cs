using CrossChainOracle.Node.Commands;

return await NodeCommandLine.RunAsync(Terminal.OfProcess(), args, CancellationToken.None);
