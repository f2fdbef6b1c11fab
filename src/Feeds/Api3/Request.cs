using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Feeds.Api3;

/// <summary>The calls of an <c>Api3ReaderProxyV1</c>.</summary>
public static class Api3Request
{
    public static readonly uint Read = AbiSelector.Of("read()");
    public static readonly uint DapiName = AbiSelector.Of("dapiName()");

    public static EvmCall ForRead(EvmAddress proxy) => new(proxy, new AbiWriter().ToCall(Read));

    public static EvmCall ForDapiName(EvmAddress proxy) => new(proxy, new AbiWriter().ToCall(DapiName));
}
