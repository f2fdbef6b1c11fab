using CrossChainOracle.Crypto.Curves;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto;

/// <summary>ECDSA over secp256k1 (SEC 1, section 4.1; curve: SEC 2, section 2.4.1): recovery and verification.</summary>
/// <remarks>
/// Public data only: no operation here takes a secret, and all run in variable time. Signatures are malleable, (r, n - s) is valid when
/// (r, s) is; EIP-2 allows the low s only, and so do we unless asked otherwise. Bytes from outside never throw: malformed means false.
/// </remarks>
public static class Secp256k1
{
    /// <summary>r | s | v.</summary>
    public const int SignatureSize = 65;

    private const int WordSize = 32;
    private const int PointSize = 2 * WordSize;

    /// <summary>
    /// The public key x | y (64 bytes, big-endian) under which the signature is valid for the digest (SEC 1, section 4.1.6).
    /// </summary>
    /// <param name="digest">The 32 bytes that were signed.</param>
    /// <param name="signature65">r | s | v with v 0 or 1, or 27 or 28: the parity of the y of the point whose x is r.</param>
    /// <param name="publicKey64">Receives x | y; unspecified when false is returned.</param>
    /// <param name="allowHighS">Accept s above n/2.</param>
    /// <returns>
    /// False for a length other than 65 or a destination other than 64 bytes, another v, r or s outside [1, n), high s, r on no point, or
    /// the point at infinity as key. Signatures whose point has an x of n or more (v 2 or 3, one in 2^127) are refused, as Ethereum does.
    /// </returns>
    public static bool TryRecoverPublicKey(Hash256 digest, ReadOnlySpan<byte> signature65, Span<byte> publicKey64, bool allowHighS = false)
    {
        if (signature65.Length != SignatureSize || publicKey64.Length != PointSize) return false;
        if (!TryReadParity(signature65[PointSize], out var oddY)) return false;
        if (!TryReadSignature(signature65[..PointSize], allowHighS, out var r, out var s)) return false;
        if (!AffinePoint.TryFromX(r.Value, oddY, out var point)) return false;

        // Q = (s·R - z·G) / r
        var inverse = r.Invert();
        var onGenerator = ToScalar(digest).Multiply(inverse).Negate();
        var onPoint = s.Multiply(inverse);
        DoubleMultiplication.Multiply(onGenerator, onPoint, point, out var key);
        if (key.IsInfinity) return false;
        key.ToAffine().WriteTo(publicKey64);
        return true;
    }

    /// <summary>The address of the recovered public key; false where <see cref="TryRecoverPublicKey"/> gives false.</summary>
    public static bool TryRecoverAddress(Hash256 digest, ReadOnlySpan<byte> signature65, out EvmAddress address, bool allowHighS = false)
    {
        Span<byte> publicKey = stackalloc byte[PointSize];
        if (!TryRecoverPublicKey(digest, signature65, publicKey, allowHighS))
        {
            address = default;
            return false;
        }

        address = AddressOf(publicKey);
        return true;
    }

    /// <summary>Whether r | s (64 bytes) is a signature of the digest under the public key (SEC 1, section 4.1.4).</summary>
    /// <param name="digest">The 32 bytes that were signed.</param>
    /// <param name="rs64">r | s.</param>
    /// <param name="publicKey">33 bytes (02 or 03, x), 65 bytes (04, x, y) or 64 bytes (x, y). A point off the curve is refused.</param>
    /// <param name="allowHighS">Accept s above n/2.</param>
    public static bool Verify(Hash256 digest, ReadOnlySpan<byte> rs64, ReadOnlySpan<byte> publicKey, bool allowHighS = false)
    {
        if (rs64.Length != PointSize) return false;
        if (!TryReadSignature(rs64, allowHighS, out var r, out var s)) return false;
        if (!TryReadPublicKey(publicKey, out var key)) return false;

        var inverse = s.Invert();
        DoubleMultiplication.Multiply(ToScalar(digest).Multiply(inverse), r.Multiply(inverse), key, out var point);
        if (point.IsInfinity) return false;
        if (point.HasX(FieldElement.From(r.Value))) return true;

        // x is compared modulo n: r + n is the other candidate where it is still below p.
        var above = r.Value.Add(Scalar.Order, out var carry);
        return carry == 0 && above.IsLessThan(FieldElement.Prime) && point.HasX(FieldElement.From(above));
    }

    /// <summary>The last 20 bytes of the Keccak-256 of x | y.</summary>
    /// <exception cref="ArgumentException">The key is not exactly 64 bytes.</exception>
    public static EvmAddress AddressOf(ReadOnlySpan<byte> publicKey64)
    {
        if (publicKey64.Length != PointSize)
            throw new ArgumentException($"A public key x | y has {PointSize} bytes, not {publicKey64.Length}.", nameof(publicKey64));
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Hash(publicKey64).CopyTo(hash);
        return EvmAddress.From(hash[^EvmAddress.Size..]);
    }

    /// <summary>Whether 1 ≤ s ≤ n/2 (EIP-2); false for a length other than 32.</summary>
    public static bool IsLowS(ReadOnlySpan<byte> s32) =>
        s32.Length == WordSize && Scalar.TryFromNonZero(UInt256.FromBigEndian(s32), out var s) && !s.IsHigh;

    /// <summary>Writes n - s, the other s that is valid with the same r and the other parity of v. For signers.</summary>
    /// <exception cref="ArgumentException">s is not 32 bytes of a number in [1, n), or the destination is not 32 bytes.</exception>
    public static void NegateS(ReadOnlySpan<byte> s32, Span<byte> destination32)
    {
        if (s32.Length != WordSize || destination32.Length != WordSize)
            throw new ArgumentException($"s has {WordSize} bytes: given {s32.Length}, room for {destination32.Length}.", nameof(s32));
        if (!Scalar.TryFromNonZero(UInt256.FromBigEndian(s32), out var s))
            throw new ArgumentException("s is zero, or not below the group order.", nameof(s32));
        s.Negate().Value.WriteBigEndian(destination32);
    }

    private static Scalar ToScalar(Hash256 digest)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        digest.CopyTo(bytes);
        return Scalar.Reduce(UInt256.FromBigEndian(bytes));
    }

    private static bool TryReadParity(byte v, out bool odd)
    {
        odd = v is 1 or 28;
        return v is 0 or 1 or 27 or 28;
    }

    private static bool TryReadSignature(ReadOnlySpan<byte> rs64, bool allowHighS, out Scalar r, out Scalar s)
    {
        s = default;
        return Scalar.TryFromNonZero(UInt256.FromBigEndian(rs64), out r)
            && Scalar.TryFromNonZero(UInt256.FromBigEndian(rs64[WordSize..]), out s)
            && (allowHighS || !s.IsHigh);
    }

    private static bool TryReadPublicKey(ReadOnlySpan<byte> bytes, out AffinePoint key)
    {
        key = default;
        return (bytes.Length, bytes.IsEmpty ? 0 : bytes[0]) switch
        {
            (1 + WordSize, 2) => AffinePoint.TryFromX(UInt256.FromBigEndian(bytes[1..]), oddY: false, out key),
            (1 + WordSize, 3) => AffinePoint.TryFromX(UInt256.FromBigEndian(bytes[1..]), oddY: true, out key),
            (1 + PointSize, 4) => TryReadPoint(bytes[1..], out key),
            (PointSize, _) => TryReadPoint(bytes, out key),
            _ => false,
        };
    }

    private static bool TryReadPoint(ReadOnlySpan<byte> bytes, out AffinePoint key) =>
        AffinePoint.TryFrom(UInt256.FromBigEndian(bytes), UInt256.FromBigEndian(bytes[WordSize..]), out key);
}
