using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.AaveV3;

/// <summary>What <c>getUserAccountData</c> tells, in the pool's base currency (8 decimals where that is US dollars).</summary>
/// <param name="Collateral">Value of what is used as collateral.</param>
/// <param name="Debt">Value of all debt.</param>
/// <param name="AvailableBorrows">How much more may be borrowed.</param>
/// <param name="LiquidationThreshold">Weighted mean, in hundredths of a percent.</param>
/// <param name="LoanToValue">Weighted mean, in hundredths of a percent.</param>
/// <param name="HealthFactor">Times 10^18; null where there is no debt.</param>
public sealed record AaveAccount(BigInteger Collateral, BigInteger Debt, BigInteger AvailableBorrows, BigInteger LiquidationThreshold, BigInteger LoanToValue, BigInteger? HealthFactor);

/// <summary>What <c>getUserReserveData</c> tells of one reserve and owner.</summary>
/// <param name="StableDebt">With interest up to the block.</param>
/// <param name="ScaledVariableDebt">In shares.</param>
/// <param name="IsCollateral">Whether what is supplied counts as collateral.</param>
public readonly record struct AaveUserReserve(UInt128 StableDebt, UInt128 ScaledVariableDebt, bool IsCollateral);

/// <summary>Reads what Aave's contracts return, from untrusted bytes; never throws for them.</summary>
public static class AaveV3Parser
{
    /// <summary>Reads the return data of <c>getUserAccountData(address)</c>: six uint256.</summary>
    public static bool TryParseAccount(CallOutcome outcome, [NotNullWhen(true)] out AaveAccount? account, [NotNullWhen(false)] out ReadFailure? failure)
    {
        account = null;
        if (!EvmAnswer.TryData(outcome, "getUserAccountData()", out var data, out failure)) return false;
        var reader = new AbiReader(data);
        if (!reader.TryOpen(6, out var top))
        {
            failure = reader.Fault.ToFailure("getUserAccountData()");
            return false;
        }

        var (collateral, debt, available) = (reader.ReadUInt256(ref top), reader.ReadUInt256(ref top), reader.ReadUInt256(ref top));
        var (threshold, loanToValue, factor) = (reader.ReadUInt256(ref top), reader.ReadUInt256(ref top), reader.ReadUInt256(ref top));
        if (!reader.TryFinish()) failure = reader.Fault.ToFailure("getUserAccountData()");
        else account = new(collateral, debt, available, threshold, loanToValue, factor == EvmWords.Maximum ? null : factor);
        return failure is null;
    }

    /// <summary>Reads the return data of <c>getUserReserveData(address,address)</c>: seven uint256, a uint40, a bool.</summary>
    public static bool TryParseUserReserve(CallOutcome outcome, string symbol, out AaveUserReserve reserve, [NotNullWhen(false)] out ReadFailure? failure)
    {
        reserve = default;
        var function = $"getUserReserveData() of {symbol}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        if (!reader.TryOpen(9, out var top)
            || !reader.TryReadUInt128(ref top, 256, out _)
            || !reader.TryReadUInt128(ref top, 256, out var stable)
            || !reader.TryReadUInt128(ref top, 256, out _)
            || !reader.TryReadUInt128(ref top, 256, out _)
            || !reader.TryReadUInt128(ref top, 256, out var scaled)
            || !reader.TryReadUInt128(ref top, 256, out _)
            || !reader.TryReadUInt128(ref top, 256, out _)
            || !reader.TryReadUInt64(ref top, 40, out _)
            || !reader.TryReadBool(ref top, out var isCollateral)
            || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure(function);
            return false;
        }

        reserve = new(stable, scaled, isCollateral);
        return true;
    }

    /// <summary>Reads the return data of <c>getReserveTokensAddresses(address)</c>, three addresses of which the first and the last must be the configured ones.</summary>
    public static bool TryCheckTokens(CallOutcome outcome, AaveReserve reserve, [NotNullWhen(false)] out ReadFailure? failure)
    {
        var function = $"getReserveTokensAddresses() of {reserve.Symbol}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        EvmAddress aToken = default, debtToken = default;
        var read = reader.TryOpen(3, out var top)
            && reader.TryReadAddress(ref top, out aToken)
            && reader.TryReadAddress(ref top, out _)
            && reader.TryReadAddress(ref top, out debtToken)
            && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        else if (aToken != reserve.AToken || debtToken != reserve.DebtToken) failure = new(RejectionCode.WrongFeed, $"{function} are {aToken} and {debtToken}, configured are {reserve.AToken} and {reserve.DebtToken}");
        return failure is null;
    }

    /// <summary>Reads an index: uint256 times 10^27, at least one.</summary>
    public static bool TryParseIndex(CallOutcome outcome, string function, out UInt128 index, [NotNullWhen(false)] out ReadFailure? failure)
    {
        if (!EvmAnswer.TryUInt(outcome, function, 256, out index, out failure)) return false;
        if (index < AaveV3Math.Ray) failure = new(RejectionCode.OutOfRange, $"{function} is {index}, less than one");
        return failure is null;
    }
}
