using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Hosting;

_ = AttestSettings.Read(Environment.GetEnvironmentVariable);
throw new NodeFaultException("the signer is not composed yet");
