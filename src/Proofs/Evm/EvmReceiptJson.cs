using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Receipts out of <c>eth_getBlockReceipts</c> and <c>eth_getTransactionReceipt</c> answers (Ethereum JSON-RPC specification).</summary>
public static class EvmReceiptJson
{
    /// <summary>What is hashed of a receipt; nothing else of the answer is read, because nothing else can be proven.</summary>
    public static bool TryParse(JsonElement receipt, [NotNullWhen(true)] out EvmReceipt? parsed, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        var fields = new JsonFields(receipt, "receipt");
        var type = fields.Has("type") ? fields.U64("type") : 0;
        if (type > byte.MaxValue || !EvmReceiptCodec.IsKnown((byte)type)) fields.Refuse("type", $"{type:x} is not known");
        var status = fields.Has("status") ? fields.U64("status") : (ulong?)null;
        if (status > 1) fields.Refuse("status", "is neither 0 nor 1");
        var logs = new List<EvmLog>();
        foreach (var item in fields.Items("logs", EvmReceiptCodec.MaximumLogs))
        {
            var log = new JsonFields(item, "log");
            logs.Add(ReadLog(log));
            fields.Adopt(log.Refusal);
            if (!fields.Ok) break;
        }

        parsed = new()
        {
            Type = (byte)(type & byte.MaxValue),
            Succeeded = status is null ? null : status == 1,
            PostState = status is null ? fields.Hash("root") : null,
            CumulativeGas = fields.U64("cumulativeGasUsed"),
            Bloom = fields.Data("logsBloom", EvmHeader.BloomSize, EvmHeader.BloomSize),
            Logs = logs,

            // Between Regolith and Canyon deposits had a nonce that was not hashed; the version came with the nonce's being hashed.
            DepositNonce = fields.Has("depositReceiptVersion") ? fields.U64("depositNonce") : null,
            DepositVersion = fields.Has("depositReceiptVersion") ? fields.U64("depositReceiptVersion") : null,
        };
        refusal = fields.Refusal;
        if (refusal is not null) parsed = null;
        return refusal is null;
    }

    internal static EvmLog ReadLog(JsonFields log)
    {
        var topics = new List<Hash256>();
        foreach (var topic in log.Items("topics", EvmLog.MaximumTopics))
        {
            if (log.Data("topics", topic, Hash256.Size, Hash256.Size) is { Length: > 0 } bytes) topics.Add(Hash256.From(bytes));
        }

        return new(log.Address("address"), topics, log.Data("data", 0, EvmLog.MaximumData));
    }
}
