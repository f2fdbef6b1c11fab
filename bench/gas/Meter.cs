using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>A contract of ours that reads twice in one transaction and says what each read cost it.</summary>
internal sealed class Meter(GasChain chain, EvmAddress address)
{
    public static async Task<Meter> DeployAsync(GasChain chain, IReadOnlyDictionary<string, string> code) => new(chain, await chain.DeployAsync(code["Meter"]));

    public async Task<ReadRow> ReadAsync(string who, string what, EvmAddress target, string signature, AbiWriter? arguments = null)
    {
        var call = new AbiWriter().Address(target).Bytes((arguments ?? new()).ToCall(AbiSelector.Of(signature)));
        var (cold, warm) = Two(await chain.CallAsync(address, call.ToCall(AbiSelector.Of("twice(address,bytes)"))));
        return new(who, what, cold, warm);
    }

    private static (long, long) Two(byte[] answer)
    {
        var reader = new AbiReader(answer);
        return reader.TryOpen(2, out var frame) && reader.TryReadUInt64(ref frame, 256, out var cold) && reader.TryReadUInt64(ref frame, 256, out var warm)
            ? ((long)cold, (long)warm)
            : throw new InvalidOperationException($"The meter answered {Convert.ToHexString(answer)}.");
    }
}
