using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Json;
using CrossChainOracle.Proofs.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>The node of the chain of accounts: also logs of a block (EIP-234), balances and proofs (EIP-1186).</summary>
internal sealed class LedgerMethods(LedgerChain chain) : EthereumNode<LedgerBlock>(chain)
{
    private const int MostSlots = 256;

    protected override RpcOutcome? Other(string method, IReadOnlyList<LocatedJson> parameters) => method switch
    {
        "eth_getLogs" => Logs(parameters),
        "eth_getBalance" => Balance(parameters),
        "eth_getProof" => Proof(parameters),
        _ => null,
    };

    protected override void Write(Utf8JsonWriter writer, LedgerBlock block)
    {
        var header = block.Header;
        writer.WriteString("number", Show(header.Number));
        writer.WriteString("hash", block.Hash.ToString());
        writer.WriteString("parentHash", header.ParentHash.ToString());
        writer.WriteString("sha3Uncles", header.OmmersHash.ToString());
        writer.WriteString("miner", header.Beneficiary.ToString());
        writer.WriteString("stateRoot", header.StateRoot.ToString());
        writer.WriteString("transactionsRoot", header.TransactionsRoot.ToString());
        writer.WriteString("receiptsRoot", header.ReceiptsRoot.ToString());
        writer.WriteString("logsBloom", Hex.Encode(header.LogsBloom.Span));
        writer.WriteString("difficulty", "0x0");
        writer.WriteString("gasLimit", Show(header.GasLimit));
        writer.WriteString("gasUsed", Show(header.GasUsed));
        writer.WriteString("timestamp", Show((ulong)block.Seconds));
        writer.WriteString("extraData", "0x");
        writer.WriteString("mixHash", header.MixHash.ToString());
        writer.WriteString("nonce", "0x0000000000000000");
        writer.WriteString("baseFeePerGas", Show(LedgerBlock.BaseFee));
        writer.WriteString("size", Show((ulong)EvmHeaderCodec.Encode(header).Length));
        writer.WriteStartArray("transactions");
        foreach (var receipt in block.Receipts) writer.WriteStringValue(receipt.Transaction.Hash.ToString());
        writer.WriteEndArray();
        writer.WriteStartArray("uncles");
        writer.WriteEndArray();
    }

    private RpcOutcome Logs(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count != 1 || parameters[0] is not LocatedJson.Members filter) return RpcOutcome.InvalidParams("want one filter object");
        if (!RpcArguments.TryHash(filter.Find("blockHash"), out var hash)) return RpcOutcome.InvalidParams("blockHash is no block hash; ranges of blocks are not served");
        if (filter.Find("fromBlock") is not null || filter.Find("toBlock") is not null) return RpcOutcome.InvalidParams("blockHash stands beside a range of blocks");
        if (!LedgerFilter.TryParse(filter, out var wanted)) return RpcOutcome.InvalidParams("address or topics are not those of a filter");
        return Chain.Find(hash) is { } block ? new RpcOutcome.Result(writer => WriteLogs(writer, block, wanted)) : new RpcOutcome.Error(RpcCodes.ServerError, "unknown block");
    }

    private static void WriteLogs(Utf8JsonWriter writer, LedgerBlock block, EvmLogFilter filter)
    {
        writer.WriteStartArray();
        var index = 0UL;
        for (var i = 0; i < block.Receipts.Count; i++)
        {
            foreach (var log in block.Receipts[i].Logs)
            {
                if (filter.Admits(log.Emitter, log.Topics)) WriteLog(writer, block, i, log, index);
                index++;
            }
        }

        writer.WriteEndArray();
    }

    private static void WriteLog(Utf8JsonWriter writer, LedgerBlock block, int transaction, Proofs.Evm.EvmLog log, ulong index)
    {
        writer.WriteStartObject();
        writer.WriteString("address", log.Emitter.ToString());
        writer.WriteStartArray("topics");
        foreach (var topic in log.Topics) writer.WriteStringValue(topic.ToString());
        writer.WriteEndArray();
        writer.WriteString("data", Hex.Encode(log.Data.Span));
        writer.WriteString("blockNumber", Show(block.Number));
        writer.WriteString("blockHash", block.Hash.ToString());
        writer.WriteString("transactionHash", block.Receipts[transaction].Transaction.Hash.ToString());
        writer.WriteString("transactionIndex", Show((ulong)transaction));
        writer.WriteString("logIndex", Show(index));
        writer.WriteBoolean("removed", false);
        writer.WriteEndObject();
    }

    private RpcOutcome Balance(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 2) return TooMany(parameters, 2);
        if (!RpcArguments.TryAddress(parameters.ElementAtOrDefault(0), out var address)) return RpcOutcome.InvalidParams("argument 0 is no address");
        if (!RpcArguments.TryBlock(parameters.ElementAtOrDefault(1), Chain, out var block)) return RpcOutcome.InvalidParams("argument 1 is no block");
        return block is null ? HeaderNotFound() : RpcOutcome.Text(Wide(block.State.Coins.GetValueOrDefault(address)));
    }

    private RpcOutcome Proof(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 3) return TooMany(parameters, 3);
        if (!RpcArguments.TryAddress(parameters.ElementAtOrDefault(0), out var address)) return RpcOutcome.InvalidParams("argument 0 is no address");
        if (parameters.ElementAtOrDefault(1) is not LocatedJson.List { Items.Count: <= MostSlots } list) return RpcOutcome.InvalidParams($"argument 1 is no list of at most {MostSlots} slots");
        var slots = new Hash256[list.Items.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            if (!RpcArguments.TryHash(list.Items[i], out slots[i])) return RpcOutcome.InvalidParams($"slot {i} is not 32 bytes in hex");
        }

        if (!RpcArguments.TryBlock(parameters.ElementAtOrDefault(2), Chain, out var block)) return RpcOutcome.InvalidParams("argument 2 is no block");
        return block is null ? HeaderNotFound() : new RpcOutcome.Result(writer => WriteProof(writer, block.Trie, address, slots));
    }

    private static void WriteProof(Utf8JsonWriter writer, LedgerTrie trie, EvmAddress address, IReadOnlyList<Hash256> slots)
    {
        var account = trie.Account(address);
        writer.WriteStartObject();
        writer.WriteString("address", address.ToString());
        writer.WriteString("nonce", Show(account.Nonce));
        writer.WriteString("balance", Wide(account.Balance.TryToUInt128("balance", out var wei, out _) ? wei : UInt128.MaxValue));
        writer.WriteString("storageHash", account.StorageRoot.ToString());
        writer.WriteString("codeHash", account.CodeHash.ToString());
        WriteNodes(writer, "accountProof", trie.Prove(address));
        writer.WriteStartArray("storageProof");
        foreach (var slot in slots)
        {
            var (value, nodes) = trie.Prove(address, slot);
            writer.WriteStartObject();
            writer.WriteString("key", slot.ToString());
            writer.WriteString("value", Wide(value));
            WriteNodes(writer, "proof", nodes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter writer, string name, IReadOnlyList<ReadOnlyMemory<byte>> nodes)
    {
        writer.WriteStartArray(name);
        foreach (var node in nodes) writer.WriteStringValue(Hex.Encode(node.Span));
        writer.WriteEndArray();
    }

    private static string Wide(UInt128 quantity) => "0x" + quantity.ToString("x", CultureInfo.InvariantCulture);
}
