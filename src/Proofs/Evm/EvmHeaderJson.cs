using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Headers out of <c>eth_getBlockByHash</c> and <c>eth_getBlockByNumber</c> answers (Ethereum JSON-RPC specification).</summary>
public static class EvmHeaderJson
{
    private static readonly string[] HeaderFields =
    [
        "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "extraData",
        "mixHash", "nonce", "baseFeePerGas", "withdrawalsRoot", "blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot", "requestsHash",
    ];

    /// <summary>What answers hold besides the header; the last three are Arbitrum's reading of its header's own fields.</summary>
    private static readonly string[] OtherFields = ["hash", "size", "totalDifficulty", "transactions", "uncles", "withdrawals", "author", "sendRoot", "sendCount", "l1BlockNumber"];

    /// <summary>The header, if it hashes to what the answer itself says. A reader who pinned a hash compares it besides.</summary>
    /// <param name="block">The <c>result</c>, transactions as objects or hashes.</param>
    public static bool TryParse(JsonElement block, [NotNullWhen(true)] out EvmHeader? header, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        header = null;
        var fields = new JsonFields(block, "block");
        var stated = fields.Hash("hash");
        var read = Read(fields, out var seconds);
        if (fields.Ok && EvmHeaderCodec.FirstGap(read) is { } gap) fields.Refuse(gap, "is missing, a later fork's field is there");
        fields.Adopt(EvmHeaderCodec.CheckTime(seconds));
        refusal = fields.Refusal;
        if (refusal is not null) return false;
        var computed = read.ComputeHash();
        if (computed == stated)
        {
            header = read;
            return true;
        }

        refusal = new ProofRefusal.WrongBlock(computed, stated, fields.FirstUnknown([.. HeaderFields, .. OtherFields]));
        return false;
    }

    private static EvmHeader Read(JsonFields fields, out ulong seconds)
    {
        seconds = fields.U64("timestamp");
        var nonce = fields.Data("nonce", sizeof(ulong), sizeof(ulong));
        return new()
        {
            ParentHash = fields.Hash("parentHash"),
            OmmersHash = fields.Hash("sha3Uncles"),
            Beneficiary = fields.Address("miner"),
            StateRoot = fields.Hash("stateRoot"),
            TransactionsRoot = fields.Hash("transactionsRoot"),
            ReceiptsRoot = fields.Hash("receiptsRoot"),
            LogsBloom = fields.Data("logsBloom", EvmHeader.BloomSize, EvmHeader.BloomSize),
            Difficulty = fields.U128("difficulty"),
            Number = fields.U64("number"),
            GasLimit = fields.U64("gasLimit"),
            GasUsed = fields.U64("gasUsed"),
            Timestamp = EvmHeaderCodec.Milliseconds(seconds),
            ExtraData = fields.Data("extraData", 0, EvmHeaderCodec.MaximumExtra),
            MixHash = fields.Hash("mixHash"),
            Nonce = nonce.Length == 0 ? 0 : BinaryPrimitives.ReadUInt64BigEndian(nonce),
            BaseFee = fields.Has("baseFeePerGas") ? fields.U128("baseFeePerGas") : null,
            WithdrawalsRoot = fields.Has("withdrawalsRoot") ? fields.Hash("withdrawalsRoot") : null,
            BlobGasUsed = fields.Has("blobGasUsed") ? fields.U64("blobGasUsed") : null,
            ExcessBlobGas = fields.Has("excessBlobGas") ? fields.U64("excessBlobGas") : null,
            ParentBeaconBlockRoot = fields.Has("parentBeaconBlockRoot") ? fields.Hash("parentBeaconBlockRoot") : null,
            RequestsHash = fields.Has("requestsHash") ? fields.Hash("requestsHash") : null,
        };
    }
}
