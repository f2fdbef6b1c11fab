using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.SynthetixV3;

/// <summary>What an account has of one collateral type, with 18 decimals.</summary>
/// <param name="Deposited">All of it.</param>
/// <param name="Assigned">The part that is delegated to pools.</param>
/// <param name="Locked">The part under a lock that has not expired; it may be the same tokens as the assigned ones.</param>
internal readonly record struct SynthetixV3Totals(UInt128 Deposited, UInt128 Assigned, UInt128 Locked)
{
    /// <summary>The core lets a withdrawal take what is above the larger of both.</summary>
    public UInt128 Unavailable => UInt128.Min(Deposited, UInt128.Max(Assigned, Locked));
}

/// <summary>Reads what the core returns, from untrusted bytes; never throws for them.</summary>
internal static class SynthetixV3Parser
{
    /// <summary>getAccountCollateral(uint128,address): (uint256, uint256, uint256).</summary>
    public static bool Totals(ref AbiReader reader, out SynthetixV3Totals totals)
    {
        totals = default;
        if (!reader.TryOpen(3, out var top)
            || !reader.TryReadUInt128(ref top, 256, out var deposited)
            || !reader.TryReadUInt128(ref top, 256, out var assigned)
            || !reader.TryReadUInt128(ref top, 256, out var locked))
        {
            return false;
        }

        totals = new(deposited, assigned, locked);
        return true;
    }
}
