using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Chains.Tests.Fakes;

/// <summary>Contracts as tables from selector to return data.</summary>
public static class FakeContracts
{
    /// <summary>Answers the given functions and reverts without a reason for others.</summary>
    public static FakeContract Of(params (string Signature, byte[] ReturnData)[] functions)
    {
        var table = functions.ToDictionary(function => AbiSelector.Of(function.Signature), function => new MulticallResult(true, function.ReturnData));
        return data => AbiSelector.TrySplit(data.Span, out var selector, out _) && table.TryGetValue(selector, out var result) ? result : new(false, default);
    }

    public static FakeContract Reverting(string reason) =>
        _ => new(false, new AbiWriter().String(reason).ToCall(AbiSelector.Of("Error(string)")));

    public static byte[] Word(UInt128 value) => new AbiWriter().UInt(value).ToArray();

    public static EvmAddress Address(byte last)
    {
        var bytes = new byte[EvmAddress.Size];
        bytes[0] = 0xfe;
        bytes[^1] = last;
        return EvmAddress.From(bytes);
    }
}
