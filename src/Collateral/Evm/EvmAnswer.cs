using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>Reads what functions with a single result return, from untrusted bytes; never throws for them.</summary>
internal static class EvmAnswer
{
    /// <summary>The return data; what a call failed with is told with the function's name.</summary>
    public static bool TryData(CallOutcome outcome, string function, out ReadOnlySpan<byte> data, [NotNullWhen(false)] out ReadFailure? failure)
    {
        failure = outcome is CallOutcome.Failed { Failure: var cause } ? cause with { Detail = $"{function}: {cause.Detail}" } : null;
        data = failure is null ? ((CallOutcome.Returned)outcome).Data.Span : default;
        return failure is null;
    }

    /// <summary>Reads a <c>uint{bits}</c> that must fit 128 bits.</summary>
    public static bool TryUInt(CallOutcome outcome, string function, int bits, out UInt128 value, [NotNullWhen(false)] out ReadFailure? failure)
    {
        value = 0;
        if (!TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(1, out var top) && reader.TryReadUInt128(ref top, bits, out value) && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        return failure is null;
    }

    public static bool TryBool(CallOutcome outcome, string function, out bool value, [NotNullWhen(false)] out ReadFailure? failure)
    {
        value = false;
        if (!TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(1, out var top) && reader.TryReadBool(ref top, out value) && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        return failure is null;
    }

    /// <summary>Reads an address, which must be the one that is configured: what another contract says is not about this market.</summary>
    public static bool TryExpect(CallOutcome outcome, string function, EvmAddress expected, [NotNullWhen(false)] out ReadFailure? failure)
    {
        EvmAddress value = default;
        if (!TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        var read = reader.TryOpen(1, out var top) && reader.TryReadAddress(ref top, out value) && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        else if (value != expected) failure = new(RejectionCode.WrongFeed, $"{function} is {value}, configured is {expected}");
        return failure is null;
    }

    /// <summary>Reads <c>decimals()</c>, which must be those that are configured: amounts in another unit are other amounts.</summary>
    public static bool TryExpectDecimals(CallOutcome outcome, EvmAddress token, byte expected, [NotNullWhen(false)] out ReadFailure? failure)
    {
        if (!TryUInt(outcome, $"decimals() of {token}", 8, out var value, out failure)) return false;
        if (value != expected) failure = new(RejectionCode.WrongFeed, $"decimals() of {token} are {value}, configured are {expected}");
        return failure is null;
    }
}
