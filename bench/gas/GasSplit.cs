using System.Text.Json;

namespace CrossChainOracle.Gas;

/// <summary>Where the gas of one transaction of ours went, by its trace.</summary>
/// <param name="Calldata">The bytes of the transaction, at 16 and 4 a byte.</param>
/// <param name="Recover">The calls of ecrecover.</param>
/// <param name="Set">Where the attester set is kept: the slot that names it, its code.</param>
/// <param name="Storage">Loading and storing the slots of prices.</param>
/// <param name="Rest">Everything else: arithmetic, memory, hashing.</param>
internal sealed record GasSplit(string What, long Calldata, long Recover, long Set, long Storage, long Rest)
{
    public long Total => Receipt.Base + Calldata + Recover + Set + Storage + Rest;

    /// <param name="trace">Of <c>debug_traceCall</c>. The contract calls nothing but ecrecover, so a step costs what is left less what is left before the next.</param>
    public static GasSplit Of(string what, byte[] calldata, JsonElement trace)
    {
        var (receipt, steps) = (new Receipt(trace.GetProperty("gas").GetInt64(), calldata), trace.GetProperty("structLogs"));
        var (recover, set, storage, loads) = (0L, 0L, 0L, 0);
        for (var i = 0; i + 1 < steps.GetArrayLength(); i++)
        {
            var cost = steps[i].GetProperty("gas").GetInt64() - steps[i + 1].GetProperty("gas").GetInt64();
            switch (steps[i].GetProperty("op").GetString())
            {
                case "STATICCALL":
                    recover += cost;
                    break;
                case "EXTCODECOPY" or "EXTCODESIZE":
                    set += cost;
                    break;

                // The first slot that is looked at names the set.
                case "SLOAD" when loads++ == 0:
                    set += cost;
                    break;
                case "SLOAD" or "SSTORE":
                    storage += cost;
                    break;
            }
        }

        return new(what, receipt.CalldataGas, recover, set, storage, receipt.Gas - Receipt.Base - receipt.CalldataGas - recover - set - storage);
    }
}
