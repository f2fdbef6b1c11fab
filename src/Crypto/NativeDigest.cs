using System.Collections.Concurrent;

namespace CrossChainOracle.Crypto;

/// <summary>Digests by OpenSSL 3 that the platform does not have.</summary>
public static unsafe class NativeDigest
{
    private const int Largest = 64;

    private static readonly ConcurrentDictionary<string, nint> Fetched = new(StringComparer.Ordinal);

    /// <summary>20 bytes.</summary>
    public static byte[] Ripemd160(ReadOnlySpan<byte> data) => Hash("RIPEMD160", data);

    /// <summary>32 bytes: SHA-512 with its own initial values, cut (FIPS 180-4 section 5.3.6.2).</summary>
    public static byte[] Sha512Over256(ReadOnlySpan<byte> data) => Hash("SHA512-256", data);

    /// <summary>64 bytes (RFC 7693).</summary>
    public static byte[] Blake2b512(ReadOnlySpan<byte> data) => Hash("BLAKE2B-512", data);

    /// <summary>32 bytes (RFC 7693).</summary>
    public static byte[] Blake2s256(ReadOnlySpan<byte> data) => Hash("BLAKE2S-256", data);

    private static byte[] Hash(string name, ReadOnlySpan<byte> data)
    {
        var native = OpenSsl.Instance;
        var digest = Fetched.GetOrAdd(name, Fetch);
        Span<byte> output = stackalloc byte[Largest];
        uint length;
        fixed (byte* input = data, to = output)
        {
            if (native.Digest(input, (nuint)data.Length, to, &length, digest, 0) != 1) throw new InvalidOperationException($"OpenSSL failed at {name}.");
        }

        return output[..(int)length].ToArray();
    }

    // Kept for good: there are as many as there are names above.
    private static nint Fetch(string name)
    {
        var native = OpenSsl.Instance;
        nint digest;
        fixed (byte* text = System.Text.Encoding.ASCII.GetBytes(name + '\0')) digest = native.FetchDigest(0, text, null);
        if (digest != 0) return digest;
        native.ClearErrors();
        throw new PlatformNotSupportedException($"This build of OpenSSL has no {name}.");
    }
}
