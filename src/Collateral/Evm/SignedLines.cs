using System.Numerics;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>Amounts that may be below zero, as lines. Both lines are always stated, so that a change of sign is a change of two positions and the end of neither.</summary>
internal static class SignedLines
{
    /// <summary>A balance: what is owned, and beside it what is owed.</summary>
    public static void Balance(this EvmFindings findings, string market, AssetId asset, BigInteger balance, ShareIndex index, byte decimals)
    {
        findings.Line(market, asset, PositionSide.Collateral, BigInteger.Max(0, balance), index, decimals);
        findings.Line(market, asset, PositionSide.Debt, BigInteger.Max(0, -balance), index, decimals);
    }

    /// <summary>Gains of margin accounts that are not settled, by the rule of <see cref="UnsettledGains"/>.</summary>
    public static void Unsettled(this EvmFindings findings, string market, AssetId asset, IReadOnlyList<BigInteger> gains, ShareIndex index, byte decimals)
    {
        var (pending, debt) = UnsettledGains.Net(gains);
        findings.Line(market, asset, PositionSide.Pending, pending, index, decimals);
        findings.Line(market, asset, PositionSide.Debt, debt, index, decimals);
    }

    /// <summary>A position, or a problem where its shares do not fit.</summary>
    public static void Line(this EvmFindings findings, string market, AssetId asset, PositionSide side, BigInteger shares, ShareIndex index, byte decimals)
    {
        if (shares <= (BigInteger)UInt128.MaxValue) findings.Position(market, asset, side, (UInt128)shares, index, decimals);
        else findings.Problem(market, new(RejectionCode.OutOfRange, $"{shares} shares of {asset} need more than 127 bits"));
    }
}
