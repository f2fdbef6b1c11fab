using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Gas;

/// <summary>Prices that move and keys that sign, the same in every run. (Signatures are not: the platform draws their nonces.)</summary>
internal sealed class Market(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Name of feed <paramref name="index"/>; names ascend as indices do.</summary>
    public static string Feed(int index) => $"F{index:D3}/USD";

    /// <summary>Keys 1, 2, 3 … in order of their addresses.</summary>
    public static IReadOnlyList<PlatformSigner> Signers(int count) => [.. Enumerable.Range(1, count).Select(Signer).OrderBy(signer => signer.Address)];

    /// <summary>What feed <paramref name="index"/> is worth now, times 10^18 with all its digits: from a cent to a hundred thousand dollars, within 1 % of where it began.</summary>
    public Int128 Price(int index)
    {
        var level = FixedPoint.PowerOfTen(16 + (index % 8));
        return level + (level / 1_000_000 * _random.Next(-10_000, 10_000)) + _random.NextInt64(1, 10_000_000_000);
    }

    public int Below(int limit) => _random.Next(limit);

    /// <summary>Bytes as a hash has them.</summary>
    public Hash256 Hash()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        _random.NextBytes(bytes);
        return Hash256.From(bytes);
    }

    private static PlatformSigner Signer(int number)
    {
        Span<byte> seed = stackalloc byte[4];
        BitConverter.TryWriteBytes(seed, number);
        return PlatformSigner.FromPrivateKey(SHA256.HashData(seed)).OrThrow();
    }
}
