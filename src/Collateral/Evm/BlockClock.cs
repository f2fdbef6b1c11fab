using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>The pinned block's own time, which interest is counted to, by Multicall3's <c>getCurrentBlockTimestamp()</c>.</summary>
internal static class BlockClock
{
    public static readonly uint GetCurrentBlockTimestamp = AbiSelector.Of("getCurrentBlockTimestamp()");

    public static EvmCall ForTime(EvmAddress multicall) => new(multicall, new AbiWriter().ToCall(GetCurrentBlockTimestamp));

    /// <summary>Seconds since a time that a contract keeps; a time after the block's is refused.</summary>
    public static bool TryElapsed(CallOutcome outcome, UInt128 since, out UInt128 seconds, [NotNullWhen(false)] out ReadFailure? failure)
    {
        seconds = 0;
        if (!EvmAnswer.TryUInt(outcome, "getCurrentBlockTimestamp()", 256, out var now, out failure)) return false;
        if (now > (UInt128)UnixTime.MaxValue / 1_000 || since > now) failure = new(RejectionCode.OutOfRange, $"interest was last counted at {since} s, the block is of {now} s");
        else seconds = now - since;
        return failure is null;
    }
}
