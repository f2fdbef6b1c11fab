using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>What Arbitrum chains keep in the fields of an Ethereum header (OffchainLabs go-ethereum, <c>HeaderInfo</c>).</summary>
/// <param name="SendRoot">Merkle root of the messages sent to L1; the extra data.</param>
/// <param name="SendCount">How many there are; bytes 0 to 7 of the mix hash.</param>
/// <param name="L1BlockNumber">The L1 block that <c>block.number</c> tells contracts; bytes 8 to 15.</param>
/// <param name="ArbOSVersion">Bytes 16 to 23.</param>
public sealed record ArbitrumHeader(Hash256 SendRoot, ulong SendCount, ulong L1BlockNumber, ulong ArbOSVersion)
{
    /// <summary>Null for the header of no Nitro block: those have a base fee, a difficulty of one and 32 bytes of extra data. Whether the chain is Arbitrum, its id says, not this.</summary>
    public static ArbitrumHeader? From(EvmHeader header)
    {
        if (header.BaseFee is null || header.BaseFee == 0 || header.Difficulty != 1 || header.ExtraData.Length != Hash256.Size) return null;
        Span<byte> mix = stackalloc byte[Hash256.Size];
        header.MixHash.CopyTo(mix);
        return new(
            Hash256.From(header.ExtraData.Span),
            BinaryPrimitives.ReadUInt64BigEndian(mix),
            BinaryPrimitives.ReadUInt64BigEndian(mix[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(mix[16..]));
    }
}
