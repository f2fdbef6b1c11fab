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

    /// <summary>The hash of each of several messages of one length; several at a time where the processor can.</summary>
    /// <param name="messages">One after the other.</param>
    /// <param name="length">Bytes of each message.</param>
    /// <param name="digests">As many as there are messages.</param>
    /// <exception cref="ArgumentException">The messages are not <paramref name="length"/> bytes for each digest.</exception>
    public static void HashEach(ReadOnlySpan<byte> messages, int length, Span<Hash256> digests)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (messages.Length != (long)length * digests.Length)
            throw new ArgumentException($"{digests.Length} messages of {length} bytes are not {messages.Length} bytes.", nameof(messages));
        var done = 0;
        for (; KeccakLanes.IsSupported && done + KeccakLanes.Width <= digests.Length; done += KeccakLanes.Width)
        {
            KeccakLanes.Hash(messages.Slice(done * length, KeccakLanes.Width * length), length, digests.Slice(done, KeccakLanes.Width));
        }

        for (; done < digests.Length; done++) digests[done] = Hash(messages.Slice(done * length, length));
    }

    /// <summary>The hash of each of several messages. Neighbours of one length are taken together.</summary>
    /// <param name="messages">One after the other.</param>
    /// <param name="lengths">Bytes of each; their sum is that of <paramref name="messages"/>.</param>
    /// <param name="digests">As many as there are lengths.</param>
    public static void HashEach(ReadOnlySpan<byte> messages, ReadOnlySpan<int> lengths, Span<Hash256> digests)
    {
        while (!lengths.IsEmpty)
        {
            var run = lengths.IndexOfAnyExcept(lengths[0]);
            if (run < 0) run = lengths.Length;
            HashEach(messages[..(run * lengths[0])], lengths[0], digests[..run]);
            messages = messages[(run * lengths[0])..];
            lengths = lengths[run..];
            digests = digests[run..];
        }
    }

    /// <summary>The last block: what is left of a message, less than a block, and the padding.</summary>
    internal static void Pad(ReadOnlySpan<byte> rest, Span<byte> block)
    {
        rest.CopyTo(block);
        block[rest.Length..].Clear();
        block[rest.Length] = 0x01;
        block[BlockSize - 1] |= 0x80;
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
        Pad(block[..filled], block);
        Absorb(state, block);

        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (var lane = 0; lane < Hash256.Size / sizeof(ulong); lane++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(digest[(lane * sizeof(ulong))..], state[lane]);
        }

        return Hash256.From(digest);
    }
}
