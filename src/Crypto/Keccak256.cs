using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto;

/// <summary>
/// Keccak-256 as Ethereum uses it: the sponge of FIPS 202 with capacity 512 and the padding of the Keccak submission, which starts with
/// the byte 0x01 where SHA3-256 has 0x06. The digests of the two differ for every input.
/// </summary>
/// <remarks>Does not allocate. The platform's SHA3 cannot be used for it, because the padding is not a parameter there.</remarks>
public static unsafe class Keccak256
{
    /// <summary>Bytes absorbed per permutation (the rate).</summary>
    public const int BlockSize = 136;

    public static Hash256 Hash(ReadOnlySpan<byte> data) => Hash(data, default);

    /// <summary>The hash of the concatenation of both, without building it.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var state = stackalloc ulong[KeccakPermutation.Lanes];
        new Span<ulong>(state, KeccakPermutation.Lanes).Clear();
        AbsorbBlocks(state, ref first);

        // What is left of the first part is less than a block. A block across the seam is put together from both.
        Span<byte> block = stackalloc byte[BlockSize];
        first.CopyTo(block);
        var filled = first.Length;
        if (filled > 0)
        {
            var taken = Math.Min(BlockSize - filled, second.Length);
            second[..taken].CopyTo(block[filled..]);
            second = second[taken..];
            filled += taken;
            if (filled == BlockSize)
            {
                Absorb(state, block);
                filled = 0;
            }
        }

        AbsorbBlocks(state, ref second);
        second.CopyTo(block[filled..]);
        filled += second.Length;
        return Finish(state, block, filled);
    }

    /// <summary>The hash of the 64 bytes left | right, in the order given. Merkle nodes sort first; see <see cref="MerkleTree"/>.</summary>
    public static Hash256 HashPair(Hash256 left, Hash256 right)
    {
        var state = stackalloc ulong[KeccakPermutation.Lanes];
        new Span<ulong>(state, KeccakPermutation.Lanes).Clear();
        Span<byte> block = stackalloc byte[BlockSize];
        left.CopyTo(block);
        right.CopyTo(block[Hash256.Size..]);
        return Finish(state, block, 2 * Hash256.Size);
    }

    private static void AbsorbBlocks(ulong* state, ref ReadOnlySpan<byte> data)
    {
        while (data.Length >= BlockSize)
        {
            Absorb(state, data[..BlockSize]);
            data = data[BlockSize..];
        }
    }

    private static void Absorb(ulong* state, ReadOnlySpan<byte> block)
    {
        for (var lane = 0; lane < BlockSize / sizeof(ulong); lane++)
        {
            state[lane] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * sizeof(ulong))..]);
        }

        KeccakPermutation.Permute(state);
    }

    /// <summary>Pads and absorbs the last block, of which <paramref name="filled"/> bytes (less than a block) are data.</summary>
    private static Hash256 Finish(ulong* state, Span<byte> block, int filled)
    {
        block[filled..].Clear();
        block[filled] = 0x01;
        block[BlockSize - 1] |= 0x80;
        Absorb(state, block);

        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (var lane = 0; lane < Hash256.Size / sizeof(ulong); lane++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(lane * sizeof(ulong))..], state[lane]);
        }

        return Hash256.From(digest);
    }
}
