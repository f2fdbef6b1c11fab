using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>A sandbox's Multicall3, at its canonical address.</summary>
internal static class SandboxMulticall
{
    /// <summary>Runs <c>aggregate3</c>.</summary>
    /// <param name="data">Call data.</param>
    /// <param name="call">Runs one inner call.</param>
    /// <remarks>Every inner call may fail, whatever its allowFailure says: all our readers say true. No Multicall within a Multicall: it would nest without end.</remarks>
    public static MulticallResult Aggregate(ReadOnlySpan<byte> data, Func<EvmCall, MulticallResult> call)
    {
        if (!AbiSelector.TrySplit(data, out var selector, out var arguments)
            || selector != Multicall3.Aggregate3
            || !Multicall3.TryDecodeCalls(arguments, out var calls, out _))
        {
            return SandboxContract.Revert(null);
        }

        return new(true, Multicall3.EncodeResults([.. calls.Select(call)]));
    }
}
