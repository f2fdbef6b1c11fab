using System.Buffers.Binary;
using CrossChainOracle.Crypto;

namespace CrossChainOracle.Encoding.Abi;

/// <summary>The four bytes that name a function in call data (Solidity contract ABI, "Function Selector").</summary>
public static class AbiSelector
{
    public const int Size = 4;

    /// <summary>The first four bytes of keccak256 of the canonical signature, such as <c>getRoundData(uint80)</c>, big-endian.</summary>
    public static uint Of(string signature)
    {
        var hash = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(signature));
        return BinaryPrimitives.ReadUInt32BigEndian(hash.ToArray());
    }

    /// <summary>Splits call data into selector and arguments; false when there are fewer than four bytes.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> callData, out uint selector, out ReadOnlySpan<byte> arguments)
    {
        var whole = BinaryPrimitives.TryReadUInt32BigEndian(callData, out selector);
        arguments = whole ? callData[Size..] : default;
        return whole;
    }
}
