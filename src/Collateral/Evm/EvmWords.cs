using System.Numerics;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Evm;

/// <summary>Words that may need all of their 256 bits.</summary>
internal static class EvmWords
{
    /// <summary>What <c>type(uint256).max</c> is, by which contracts say "unbounded".</summary>
    public static readonly BigInteger Maximum = (BigInteger.One << 256) - 1;

    public static BigInteger ReadUInt256(this ref AbiReader reader, ref AbiFrame frame)
    {
        reader.ReadBytes32(ref frame, out var word);
        return word.ToInteger();
    }

    public static BigInteger ToInteger(this Hash256 word) => new(word.ToArray(), isUnsigned: true, isBigEndian: true);

    /// <summary>A health factor that is held in 127 bits: of next to no debt it may be more, and the largest number is then a lower bound.</summary>
    public static BigInteger Hold(this BigInteger healthFactor) => BigInteger.Min(healthFactor, Int128.MaxValue);
}
