using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Reads the result of <c>eth_getLogs</c> for one block (execution-apis) from untrusted JSON; never throws for it.</summary>
public static class EvmLogParser
{
    /// <summary>Most logs that are taken from one answer. A block of 30 million gas has room for about 80,000 empty ones; what is asked about is a small part.</summary>
    public const int MaximumLogs = 20_000;

    /// <summary>The logs in the order of their index. One that is not of the block, or was not asked for, spoils the answer: its endpoint confuses or invents them.</summary>
    public static bool TryParse(JsonElement result, PinnedBlock block, EvmLogFilter filter, out IReadOnlyList<EvmLog> logs, out string problem)
    {
        (logs, problem) = ([], "the logs are not a list");
        if (result.ValueKind != JsonValueKind.Array) return false;
        var count = result.GetArrayLength();
        problem = $"{count} logs, at most {MaximumLogs} are read";
        if (count > MaximumLogs) return false;
        var parsed = new List<EvmLog>(count);
        foreach (var item in result.EnumerateArray())
        {
            if (Problem(item, block, filter, parsed) is not { } broken) continue;
            problem = $"log {parsed.Count}: {broken}";
            return false;
        }

        (logs, problem) = (parsed, string.Empty);
        return true;
    }

    /// <summary>keccak256 of everything that the logs say: equal exactly for equal answers.</summary>
    internal static Hash256 Digest(IReadOnlyList<EvmLog> logs)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        foreach (var log in logs)
        {
            BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), log.Index);
            log.Contract.CopyTo(Take(EvmAddress.Size));
            log.Transaction.CopyTo(Take(Hash256.Size));
            BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), log.Topics.Count);
            foreach (var topic in log.Topics) topic.CopyTo(Take(Hash256.Size));
            BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), log.Data.Length);
            writer.Write(log.Data.Span);
        }

        return Keccak256.Hash(writer.WrittenSpan);

        Span<byte> Take(int size)
        {
            var span = writer.GetSpan(size)[..size];
            writer.Advance(size);
            return span;
        }
    }

    // Why the next log spoils the answer; otherwise it is added.
    private static string? Problem(JsonElement item, PinnedBlock block, EvmLogFilter filter, List<EvmLog> before)
    {
        if (TryParseLog(item, block, out var log) is { } broken) return broken;
        if (!filter.Admits(log!.Contract, log.Topics)) return $"of {log.Contract}, which was not asked for";
        if (before.Count > 0 && log.Index <= before[^1].Index) return $"its index {log.Index} does not come after {before[^1].Index}";
        before.Add(log);
        return null;
    }

    private static string? TryParseLog(JsonElement item, PinnedBlock block, out EvmLog? log)
    {
        log = null;
        if (item.ValueKind != JsonValueKind.Object) return "not an object";
        if (item.TryGetProperty("removed", out var removed) && removed.ValueKind != JsonValueKind.False) return "it was removed by a reorganisation";
        if (!EvmNodeParser.TryProperty(item, "blockHash", out var blockText)) return "it is in no block: pending";
        if (!EvmNodeParser.TryParseHash(blockText, out var hash)) return "its blockHash is not 32 bytes in hex";
        if (hash != block.Hash) return $"it is in block {hash}, {block.Hash} was asked";
        if (!EvmNodeParser.TryProperty(item, "blockNumber", out var numberText) || !EvmNodeParser.TryParseQuantity(numberText, out var number)) return "its blockNumber is not a quantity";
        if (number != block.Number) return $"its block has number {number}, {block.Number} was asked";
        if (!EvmNodeParser.TryProperty(item, "transactionHash", out var transactionText) || !EvmNodeParser.TryParseHash(transactionText, out var transaction)) return "its transactionHash is not 32 bytes in hex";
        if (!EvmNodeParser.TryProperty(item, "logIndex", out var indexText) || !EvmNodeParser.TryParseQuantity(indexText, out var index) || index > uint.MaxValue) return "its logIndex is not a quantity of 32 bits";
        if (!EvmNodeParser.TryProperty(item, "address", out var addressText) || !TryParseAddress(addressText, out var contract)) return "its address is not 20 bytes in hex";
        if (!item.TryGetProperty("data", out var dataElement) || !EvmNodeParser.TryParseData(dataElement, out var data)) return "its data is not hex";
        if (TryParseTopics(item, out var topics) is { } broken) return broken;
        log = new(contract, topics, data, hash, number, transaction, (uint)index);
        return null;
    }

    private static string? TryParseTopics(JsonElement item, out Hash256[] topics)
    {
        topics = [];
        if (!item.TryGetProperty("topics", out var list) || list.ValueKind != JsonValueKind.Array) return "its topics are not a list";
        if (list.GetArrayLength() > EvmLogFilter.MaximumTopics) return $"{list.GetArrayLength()} topics, at most {EvmLogFilter.MaximumTopics} exist";
        topics = new Hash256[list.GetArrayLength()];
        for (var i = 0; i < topics.Length; i++)
        {
            if (!EvmNodeParser.TryParseHash(JsonRpcParser.Text(list[i]), out topics[i])) return $"its topic {i} is not 32 bytes in hex";
        }

        return null;
    }

    private static bool TryParseAddress(string? text, out EvmAddress address)
    {
        address = default;
        return text is not null && text.StartsWith("0x", StringComparison.Ordinal) && EvmAddress.TryParse(text, out address);
    }
}
