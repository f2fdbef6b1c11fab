using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>A contract whose storage is a list of recorded values, of which a block knows the first so many. Immutable.</summary>
/// <param name="address">Where it lives.</param>
/// <param name="values">Ascending by id.</param>
internal abstract class SandboxContract(EvmAddress address, IReadOnlyList<SandboxValue> values)
{
    private static readonly uint Error = AbiSelector.Of("Error(string)");

    public EvmAddress Address => address;

    protected IReadOnlyList<SandboxValue> Values => values;

    /// <summary>Answers a call at a block that knows the first <paramref name="known"/> values.</summary>
    public MulticallResult Call(ReadOnlySpan<byte> data, int known) =>
        AbiSelector.TrySplit(data, out var selector, out var arguments) ? Call(selector, arguments, known) : Revert(null);

    /// <summary>The newest of the known values, zero when there is none.</summary>
    public Int128 LatestAt(int known) => known == 0 ? 0 : values[known - 1].Answer;

    protected abstract MulticallResult Call(uint selector, ReadOnlySpan<byte> arguments, int known);

    protected static MulticallResult Return(AbiWriter values) => new(true, values.ToArray());

    /// <summary>Reverts with a reason as Solidity's <c>require</c> gives it, or with none.</summary>
    public static MulticallResult Revert(string? reason) =>
        new(false, reason is null ? ReadOnlyMemory<byte>.Empty : new AbiWriter().String(reason).ToCall(Error));
}

/// <param name="Id">Round id.</param>
/// <param name="Answer">Times 10^decimals.</param>
/// <param name="Time">Real Unix seconds.</param>
internal readonly record struct SandboxValue(UInt128 Id, Int128 Answer, long Time);
