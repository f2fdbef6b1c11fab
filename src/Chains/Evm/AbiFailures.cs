using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Chains.Evm;

public static class AbiFailures
{
    /// <summary>The refusal of return data that is not what the called function returns.</summary>
    public static ReadFailure ToFailure(this AbiFault fault, string function) =>
        new(fault.Code == AbiFaultCode.OutOfRange ? RejectionCode.OutOfRange : RejectionCode.Malformed, $"{function}: {fault}");
}
