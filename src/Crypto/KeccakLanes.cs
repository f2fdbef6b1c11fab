using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto;

/// <summary>Keccak-256 of eight messages of one length at a time: lane i of all eight states stands in one 512-bit register.</summary>
/// <remarks>Merkle trees are what it is for; eight cost little more than one. Needs AVX-512, which has the rotations and the three-way logic.</remarks>
internal static unsafe class KeccakLanes
{
    /// <summary>Messages at a time.</summary>
    public const int Width = 8;

    private const byte Xor3 = 0x96;
    private const byte XorAndNot = 0xD2;
    private const int BlockLanes = Keccak256.BlockSize / sizeof(ulong);

    public static bool IsSupported => Avx512F.IsSupported;

    /// <param name="messages">Eight, one after the other.</param>
    /// <param name="length">Of each, in bytes.</param>
    /// <param name="digests">Eight.</param>
    public static void Hash(ReadOnlySpan<byte> messages, int length, Span<Hash256> digests)
    {
        // Aligned to cache lines: a register that straddles two costs both, and cannot be forwarded from the store to the next load.
        var room = stackalloc Vector512<ulong>[(2 * KeccakPermutation.Lanes) + BlockLanes + 1];
        var state = (Vector512<ulong>*)(((nuint)room + (nuint)sizeof(Vector512<ulong>) - 1) & ~((nuint)sizeof(Vector512<ulong>) - 1));
        var other = state + KeccakPermutation.Lanes;
        var block = (ulong*)(other + KeccakPermutation.Lanes);
        for (var lane = 0; lane < KeccakPermutation.Lanes; lane++) state[lane] = Vector512<ulong>.Zero;
        var offset = 0;
        for (; length - offset >= Keccak256.BlockSize; offset += Keccak256.BlockSize)
        {
            for (var i = 0; i < Width; i++) Spread(messages.Slice((i * length) + offset, Keccak256.BlockSize), block + i);
            Absorb(state, other, block);
        }

        Span<byte> last = stackalloc byte[Keccak256.BlockSize];
        for (var i = 0; i < Width; i++)
        {
            var rest = messages[((i * length) + offset)..((i + 1) * length)];
            Keccak256.Pad(rest, last);
            Spread(last, block + i);
        }

        Absorb(state, other, block);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        for (var i = 0; i < Width; i++)
        {
            for (var lane = 0; lane < Hash256.Size / sizeof(ulong); lane++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(digest[(lane * sizeof(ulong))..], ((ulong*)(state + lane))[i]);
            }

            digests[i] = Hash256.From(digest);
        }
    }

    /// <summary>One message's block into every eighth word.</summary>
    private static void Spread(ReadOnlySpan<byte> block, ulong* words)
    {
        for (var lane = 0; lane < BlockLanes; lane++) words[lane * Width] = BinaryPrimitives.ReadUInt64LittleEndian(block[(lane * sizeof(ulong))..]);
    }

    private static void Absorb(Vector512<ulong>* state, Vector512<ulong>* other, ulong* block)
    {
        for (var lane = 0; lane < BlockLanes; lane++) state[lane] ^= Vector512.Load(block + (lane * Width));
        var constants = KeccakPermutation.RoundConstants;
        for (var round = 0; round + 1 < constants.Length; round += 2)
        {
            Round(state, other, constants[round]);
            Round(other, state, constants[round + 1]);
        }
    }

    /// <summary>As <see cref="KeccakPermutation"/>'s, on eight states.</summary>
    private static void Round(Vector512<ulong>* a, Vector512<ulong>* e, ulong constant)
    {
        var c0 = Column(a);
        var c1 = Column(a + 1);
        var c2 = Column(a + 2);
        var c3 = Column(a + 3);
        var c4 = Column(a + 4);
        var d0 = c4 ^ Avx512F.RotateLeft(c1, 1);
        var d1 = c0 ^ Avx512F.RotateLeft(c2, 1);
        var d2 = c1 ^ Avx512F.RotateLeft(c3, 1);
        var d3 = c2 ^ Avx512F.RotateLeft(c4, 1);
        var d4 = c3 ^ Avx512F.RotateLeft(c0, 1);

        Row(
            e,
            a[0] ^ d0,
            Avx512F.RotateLeft(a[6] ^ d1, 44),
            Avx512F.RotateLeft(a[12] ^ d2, 43),
            Avx512F.RotateLeft(a[18] ^ d3, 21),
            Avx512F.RotateLeft(a[24] ^ d4, 14));
        e[0] ^= Vector512.Create(constant);
        Row(
            e + 5,
            Avx512F.RotateLeft(a[3] ^ d3, 28),
            Avx512F.RotateLeft(a[9] ^ d4, 20),
            Avx512F.RotateLeft(a[10] ^ d0, 3),
            Avx512F.RotateLeft(a[16] ^ d1, 45),
            Avx512F.RotateLeft(a[22] ^ d2, 61));
        Row(
            e + 10,
            Avx512F.RotateLeft(a[1] ^ d1, 1),
            Avx512F.RotateLeft(a[7] ^ d2, 6),
            Avx512F.RotateLeft(a[13] ^ d3, 25),
            Avx512F.RotateLeft(a[19] ^ d4, 8),
            Avx512F.RotateLeft(a[20] ^ d0, 18));
        Row(
            e + 15,
            Avx512F.RotateLeft(a[4] ^ d4, 27),
            Avx512F.RotateLeft(a[5] ^ d0, 36),
            Avx512F.RotateLeft(a[11] ^ d1, 10),
            Avx512F.RotateLeft(a[17] ^ d2, 15),
            Avx512F.RotateLeft(a[23] ^ d3, 56));
        Row(
            e + 20,
            Avx512F.RotateLeft(a[2] ^ d2, 62),
            Avx512F.RotateLeft(a[8] ^ d3, 55),
            Avx512F.RotateLeft(a[14] ^ d4, 39),
            Avx512F.RotateLeft(a[15] ^ d0, 41),
            Avx512F.RotateLeft(a[21] ^ d1, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Column(Vector512<ulong>* a) =>
        Avx512F.TernaryLogic(Avx512F.TernaryLogic(a[0], a[5], a[10], Xor3), a[15], a[20], Xor3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(Vector512<ulong>* e, Vector512<ulong> b0, Vector512<ulong> b1, Vector512<ulong> b2, Vector512<ulong> b3, Vector512<ulong> b4)
    {
        e[0] = Avx512F.TernaryLogic(b0, b1, b2, XorAndNot);
        e[1] = Avx512F.TernaryLogic(b1, b2, b3, XorAndNot);
        e[2] = Avx512F.TernaryLogic(b2, b3, b4, XorAndNot);
        e[3] = Avx512F.TernaryLogic(b3, b4, b0, XorAndNot);
        e[4] = Avx512F.TernaryLogic(b4, b0, b1, XorAndNot);
    }
}
