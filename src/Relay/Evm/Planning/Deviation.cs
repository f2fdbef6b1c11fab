using System.Numerics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>How far a price is from the stored one.</summary>
public static class Deviation
{
    /// <summary>In parts per million of the stored value, rounded down: at least n where and only where |value − stored| · 10^6 ≥ n · stored. Saturates.</summary>
    /// <param name="stored">Above 0.</param>
    public static ulong Ppm(Price value, Price stored)
    {
        var ppm = BigInteger.Abs((BigInteger)value.Scaled - stored.Scaled) * FixedPoint.PpmInOne / stored.Scaled;
        return ppm > ulong.MaxValue ? ulong.MaxValue : (ulong)ppm;
    }
}
