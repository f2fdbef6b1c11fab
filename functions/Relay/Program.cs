using CrossChainOracle.Functions.Relay;
using CrossChainOracle.Hosting;

_ = RelaySettings.Read(Environment.GetEnvironmentVariable);
throw new NodeFaultException("posting from a function app is not there yet (docs/functions.md): start the command `relay` beside it, which follows Serve (docs/relay.md)");
