using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>The parts of an event log.</summary>
internal static class EvmLogs
{
    /// <summary>Topic 0: keccak256 of the event's canonical signature, such as <c>Transfer(address,address,uint256)</c>.</summary>
    public static Hash256 TopicOf(string signature) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(signature));

    /// <summary>True for that contract's log of that event with that many topics.</summary>
    public static bool Is(this EvmLog log, EvmAddress contract, Hash256 topic0, int topics) =>
        log.Contract == contract && log.Topics.Count == topics && log.Topics[0] == topic0;

    /// <summary>The address in a topic; false where the topic is no address padded with zeros on the left.</summary>
    public static bool TryAddress(this EvmLog log, int topic, out EvmAddress address)
    {
        var reader = new AbiReader(log.Topics[topic].ToArray());
        address = default;
        return reader.TryOpen(1, out var top) && reader.TryReadAddress(ref top, out address);
    }

    /// <summary>The data's words as unsigned numbers; false where there is another number of them. What exceeds 127 bits is held as the largest signed number.</summary>
    /// <remarks>No position has more shares than that, so that such a change takes all or gives what is never counted before it is read.</remarks>
    public static bool TryAmounts(this EvmLog log, Span<Int128> amounts)
    {
        if (log.Data.Length != amounts.Length * AbiReader.Word) return false;
        var reader = new AbiReader(log.Data.Span);
        if (!reader.TryOpen(amounts.Length, out var top)) return false;
        for (var i = 0; i < amounts.Length; i++)
        {
            reader.ReadBytes32(ref top, out var word);
            amounts[i] = Saturated(word);
        }

        return true;
    }

    private static Int128 Saturated(Hash256 word)
    {
        var bytes = word.ToArray();
        return bytes.AsSpan(0, 16).ContainsAnyExcept((byte)0) || bytes[16] >= 0x80
            ? Int128.MaxValue
            : System.Buffers.Binary.BinaryPrimitives.ReadInt128BigEndian(bytes.AsSpan(16));
    }
}
