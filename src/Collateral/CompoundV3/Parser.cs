using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.CompoundV3;

/// <summary>A market's indices as they were stored when interest was last counted.</summary>
/// <param name="SupplyIndex">Times 10^15.</param>
/// <param name="BorrowIndex">Times 10^15.</param>
/// <param name="LastAccrualTime">Unix seconds.</param>
public readonly record struct CometTotals(ulong SupplyIndex, ulong BorrowIndex, ulong LastAccrualTime);

/// <summary>One asset that a market takes as collateral.</summary>
public readonly record struct CometAsset(EvmAddress Asset, byte Decimals);

/// <summary>Reads what Comet returns, from untrusted bytes; never throws for them.</summary>
public static class CompoundV3Parser
{
    /// <summary>Reads the return data of <c>totalsBasic()</c>: four uint64, two uint104, uint40, uint8. An index below one is refused.</summary>
    public static bool TryParseTotals(CallOutcome outcome, string market, out CometTotals totals, [NotNullWhen(false)] out ReadFailure? failure)
    {
        totals = default;
        var function = $"totalsBasic() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        if (!reader.TryOpen(8, out var top)
            || !reader.TryReadUInt64(ref top, 64, out var supply)
            || !reader.TryReadUInt64(ref top, 64, out var borrow)
            || !reader.TryReadUInt64(ref top, 64, out _)
            || !reader.TryReadUInt64(ref top, 64, out _)
            || !reader.TryReadUInt128(ref top, 104, out _)
            || !reader.TryReadUInt128(ref top, 104, out _)
            || !reader.TryReadUInt64(ref top, 40, out var time)
            || !reader.TryReadUInt64(ref top, 8, out _)
            || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure(function);
            return false;
        }

        if (supply < CompoundV3Layout.IndexScale || borrow < CompoundV3Layout.IndexScale) failure = new(RejectionCode.OutOfRange, $"{function}: indices {supply} and {borrow} are less than one");
        totals = new(supply, borrow, time);
        return failure is null;
    }

    /// <summary>Reads the return data of <c>userBasic(address)</c>: int104 principal, two uint64, uint16, uint8. A positive principal is supplied, a negative one owed.</summary>
    public static bool TryParsePrincipal(CallOutcome outcome, string market, out Int128 principal, [NotNullWhen(false)] out ReadFailure? failure)
    {
        principal = 0;
        var function = $"userBasic() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(5, out var top)
            && reader.TryReadInt128(ref top, 104, out principal)
            && reader.TryReadUInt64(ref top, 64, out _)
            && reader.TryReadUInt64(ref top, 64, out _)
            && reader.TryReadUInt64(ref top, 16, out _)
            && reader.TryReadUInt64(ref top, 8, out _)
            && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        return failure is null;
    }

    /// <summary>Reads the return data of <c>getAssetInfo(uint8)</c>: uint8 offset, address asset, address priceFeed, uint64 scale, three uint64, uint128. The scale must be a power of ten.</summary>
    public static bool TryParseAsset(CallOutcome outcome, string market, out CometAsset asset, [NotNullWhen(false)] out ReadFailure? failure)
    {
        asset = default;
        var function = $"getAssetInfo() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        if (!reader.TryOpen(8, out var top)
            || !reader.TryReadUInt64(ref top, 8, out _)
            || !reader.TryReadAddress(ref top, out var token)
            || !reader.TryReadAddress(ref top, out _)
            || !reader.TryReadUInt64(ref top, 64, out var scale)
            || !reader.TryReadUInt64(ref top, 64, out _)
            || !reader.TryReadUInt64(ref top, 64, out _)
            || !reader.TryReadUInt64(ref top, 64, out _)
            || !reader.TryReadUInt128(ref top, 128, out _)
            || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure(function);
            return false;
        }

        byte decimals = 0;
        while (scale >= 10 && scale % 10 == 0)
        {
            scale /= 10;
            decimals++;
        }

        if (scale != 1) failure = new(RejectionCode.OutOfRange, $"{function}: the scale of {token} is no power of ten");
        asset = new(token, decimals);
        return failure is null;
    }

    /// <summary>Reads the return data of <c>userCollateral(address,address)</c>: uint128 balance, uint128.</summary>
    public static bool TryParseCollateral(CallOutcome outcome, string market, out UInt128 balance, [NotNullWhen(false)] out ReadFailure? failure)
    {
        balance = 0;
        var function = $"userCollateral() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(2, out var top) && reader.TryReadUInt128(ref top, 128, out balance) && reader.TryReadUInt128(ref top, 128, out _) && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        return failure is null;
    }

    /// <summary>The borrow index with the interest since it was stored, as Comet counts it before every act: <c>index + ⌊index · rate · seconds ÷ 10^18⌋</c>. False where it needs more than Comet's 64 bits.</summary>
    public static bool TryAccrue(CometTotals totals, UInt128 ratePerSecond, UInt128 seconds, out ulong index)
    {
        var accrued = totals.BorrowIndex + ((BigInteger)totals.BorrowIndex * ratePerSecond * seconds / CompoundV3Layout.FactorScale);
        var fits = accrued <= ulong.MaxValue;
        index = fits ? (ulong)accrued : 0;
        return fits;
    }
}
