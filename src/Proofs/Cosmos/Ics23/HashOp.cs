using System.Security.Cryptography;
using CrossChainOracle.Crypto;

namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>How bytes are hashed (ICS-23 <c>HashOp</c>).</summary>
public enum HashOp
{
    None = 0,
    Sha256 = 1,
    Sha512 = 2,
    Keccak256 = 3,
    Ripemd160 = 4,

    /// <summary>RIPEMD-160 of SHA-256.</summary>
    Bitcoin = 5,

    /// <summary>SHA-512/256, which is not a cut SHA-512.</summary>
    Sha512Over256 = 6,
    Blake2b512 = 7,
    Blake2s256 = 8,
}

internal static class HashOps
{
    /// <summary>Null for <see cref="HashOp.None"/> and for numbers that are no operation here.</summary>
    public static byte[]? Hash(this HashOp operation, ReadOnlySpan<byte> data) => operation switch
    {
        HashOp.Sha256 => SHA256.HashData(data),
        HashOp.Sha512 => SHA512.HashData(data),
        HashOp.Keccak256 => Keccak256.Hash(data).ToArray(),
        HashOp.Ripemd160 => NativeDigest.Ripemd160(data),
        HashOp.Bitcoin => NativeDigest.Ripemd160(SHA256.HashData(data)),
        HashOp.Sha512Over256 => NativeDigest.Sha512Over256(data),
        HashOp.Blake2b512 => NativeDigest.Blake2b512(data),
        HashOp.Blake2s256 => NativeDigest.Blake2s256(data),
        _ => null,
    };
}
