using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>Reads the values that a function returns; false with the reader's fault where they are not that.</summary>
internal delegate bool AbiParse<T>(ref AbiReader reader, out T value);

/// <summary>Reads what functions with several results return, from untrusted bytes; never throws for them.</summary>
internal static class ReturnData
{
    /// <summary>Reads all of the return data and nothing less.</summary>
    /// <param name="outcome">Of the call.</param>
    /// <param name="function">Its name, for the refusal.</param>
    /// <param name="parse">Reads the values; what is left behind them is refused.</param>
    /// <param name="value">What was read.</param>
    /// <param name="failure">Why nothing was.</param>
    public static bool TryRead<T>(CallOutcome outcome, string function, AbiParse<T> parse, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out ReadFailure? failure)
    {
        value = default;
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        if (parse(ref reader, out value) && reader.TryFinish()) return true;
        failure = reader.Fault.Code == AbiFaultCode.None
            ? new(RejectionCode.Malformed, $"{function}: {data.Length} bytes are not what it returns")
            : reader.Fault.ToFailure(function);
        return false;
    }

    public static bool TryInt(CallOutcome outcome, string function, out Int128 value, [NotNullWhen(false)] out ReadFailure? failure) =>
        TryRead(outcome, function, Int256, out value, out failure);

    private static bool Int256(ref AbiReader reader, out Int128 value)
    {
        value = 0;
        return reader.TryOpen(1, out var top) && reader.TryReadInt128(ref top, 256, out value);
    }
}
