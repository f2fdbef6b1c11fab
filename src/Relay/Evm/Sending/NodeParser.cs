using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Reads what a sender asks a node (execution-apis) from untrusted JSON; never throws for it.</summary>
internal static class NodeParser
{
    /// <summary>A receipt of the transaction, in a block; a pending one is none.</summary>
    public static Told<Receipt?> Receipt(JsonElement result, Hash256 asked)
    {
        if (result.ValueKind == JsonValueKind.Null) return new(null, null);
        if (result.ValueKind != JsonValueKind.Object) return Told<Receipt?>.Failed("a receipt is an object");
        if (!Hash(result, "transactionHash", out var transaction) || transaction != asked) return Told<Receipt?>.Failed("the receipt is of another transaction");
        if (!Number(result, "blockNumber", out var block) || !Hash(result, "blockHash", out var hash)) return Told<Receipt?>.Failed("the receipt names no block");
        if (!Number(result, "status", out var status) || status > 1) return Told<Receipt?>.Failed("the receipt's status is neither 0 nor 1");
        if (!Number(result, "gasUsed", out var gas) || gas > SenderNode.MaximumGas) return Told<Receipt?>.Failed("the receipt's gasUsed is no quantity of gas");
        var paid = Fee(result, "effectiveGasPrice", out var fee) ? fee : (UInt128?)null;
        return new Receipt(asked, status == 1, block, hash, gas, paid);
    }

    /// <summary>eth_feeHistory with one percentile.</summary>
    public static Told<FeeHistory> Fees(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object
            || !result.TryGetProperty("baseFeePerGas", out var baseFees) || baseFees.ValueKind != JsonValueKind.Array || baseFees.GetArrayLength() is 0 or > 1_026)
        {
            return Told<FeeHistory>.Failed("no baseFeePerGas");
        }

        if (!Fee(baseFees[baseFees.GetArrayLength() - 1], out var next)) return Told<FeeHistory>.Failed("the next base fee is no fee");
        var tips = new List<UInt128>();
        if (result.TryGetProperty("reward", out var rewards) && rewards.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in rewards.EnumerateArray())
            {
                if (block.ValueKind != JsonValueKind.Array || block.GetArrayLength() != 1 || !Fee(block[0], out var tip)) return Told<FeeHistory>.Failed("a reward is no fee");
                tips.Add(tip);
            }
        }

        return new FeeHistory(next, tips);
    }

    /// <summary>A balance, wei; what 128 bits do not hold is as good as their maximum.</summary>
    public static bool Balance(JsonElement result, out UInt128 balance)
    {
        var text = JsonRpcParser.Text(result);
        if (EvmNodeParser.TryParseWide(text, out balance)) return true;
        balance = UInt128.MaxValue;
        return text is { Length: > 34 and <= 66 } && text.StartsWith("0x", StringComparison.Ordinal) && text.Skip(2).All(char.IsAsciiHexDigit);
    }

    private static bool Hash(JsonElement result, string name, out Hash256 hash)
    {
        hash = default;
        return EvmNodeParser.TryProperty(result, name, out var text) && EvmNodeParser.TryParseHash(text, out hash);
    }

    private static bool Number(JsonElement result, string name, out ulong number)
    {
        number = 0;
        return EvmNodeParser.TryProperty(result, name, out var text) && EvmNodeParser.TryParseQuantity(text, out number);
    }

    private static bool Fee(JsonElement result, string name, out UInt128 fee)
    {
        fee = 0;
        return result.TryGetProperty(name, out var element) && Fee(element, out fee);
    }

    private static bool Fee(JsonElement element, out UInt128 fee) => EvmNodeParser.TryParseWide(JsonRpcParser.Text(element), out fee) && fee <= FeeOptions.Limit;
}
