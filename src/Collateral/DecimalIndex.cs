using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral;

/// <summary>The index of protocols that keep amounts with decimals of their own, whatever the asset has.</summary>
internal static class DecimalIndex
{
    /// <param name="kept">Decimals in which the protocol counts, 0 to 38.</param>
    /// <param name="asset">Decimals of the asset, 0 to 38.</param>
    public static ShareIndex Of(byte kept, byte asset) =>
        kept >= asset ? new(1, (UInt128)FixedPoint.PowerOfTen(kept - asset)) : new((UInt128)FixedPoint.PowerOfTen(asset - kept), 1);
}
