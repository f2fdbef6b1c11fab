using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A log as <c>eth_getLogs</c> states it: with its place, and not believed before a receipt of that block proves it.</summary>
/// <param name="Log">What the contract is said to have emitted.</param>
/// <param name="Block">The block it is said to stand in.</param>
/// <param name="Transaction">Index of its transaction, and so of its receipt, in the block.</param>
/// <param name="Index">Its index in the block, over all receipts.</param>
public sealed record StatedLog(EvmLog Log, Hash256 Block, ulong Transaction, ulong Index)
{
    /// <summary>A pending log (null instead of a block) and a removed one (its block was reorganised away) are refused.</summary>
    public static bool TryParse(JsonElement log, [NotNullWhen(true)] out StatedLog? stated, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        stated = null;
        var fields = new JsonFields(log, "log");
        if (fields.Bool("removed") == true) fields.Adopt(new ProofRefusal.LogWithoutBlock("it is marked as removed"));
        foreach (var field in new[] { "blockHash", "transactionIndex", "logIndex" })
        {
            if (fields.Ok && !fields.Has(field)) fields.Adopt(new ProofRefusal.LogWithoutBlock($"no {field}"));
        }

        var read = new StatedLog(EvmReceiptJson.ReadLog(fields), fields.Hash("blockHash"), fields.U64("transactionIndex"), fields.U64("logIndex"));
        refusal = fields.Refusal;
        if (refusal is not null) return false;
        stated = read;
        return true;
    }
}
