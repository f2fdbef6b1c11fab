using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Attesters with private keys that everybody knows: key n is the number n. For tests only.</summary>
public static class TestAttesters
{
    private static readonly EvmAddress[] Addresses = [.. Enumerable.Range(1, 40).Select(Derive)];

    public static byte[] PrivateKey(int number)
    {
        var key = new byte[32];
        key[31] = checked((byte)number);
        return key;
    }

    public static EvmAddress AddressOf(int number) => Addresses[number - 1];

    /// <summary>The key number of a member.</summary>
    public static int NumberOf(EvmAddress member) => Array.IndexOf(Addresses, member) + 1;

    /// <summary>A set of the attesters with these key numbers; its members stand in order of address, not of number.</summary>
    public static AttesterSet Set(uint epoch, int threshold, long validFrom, long expiresAt, params int[] numbers) =>
        AttesterSet.Create(epoch, threshold, validFrom, expiresAt, [.. numbers.Select(AddressOf).Order()], out var problem)
        ?? throw new ArgumentException(problem, nameof(numbers));

    /// <summary>65 bytes with a low s. A new nonce each time: two calls give two signatures.</summary>
    public static byte[] Sign(int number, Hash256 digest)
    {
        using var ecdsa = Load(number);
        var signature = new byte[AttesterSignature.Size];
        ecdsa.SignHash(digest.ToArray()).CopyTo(signature, 0);
        var s = signature.AsSpan(32, 32);
        if (!Secp256k1.IsLowS(s)) Secp256k1.NegateS(s.ToArray(), s);
        foreach (byte v in (byte[])[27, 28])
        {
            signature[64] = v;
            if (Secp256k1.TryRecoverAddress(digest, signature, out var address) && address == AddressOf(number)) return signature;
        }

        throw new InvalidOperationException("A signature of ours recovers to nobody.");
    }

    /// <summary>Signatures of the members at these indices of the set.</summary>
    public static AttesterSignature[] Sign(AttesterSet set, Hash256 digest, params int[] signers) =>
        [.. signers.Select(signer => new AttesterSignature((byte)signer, Sign(NumberOf(set.Members[signer]), digest)))];

    private static EvmAddress Derive(int number)
    {
        using var ecdsa = Load(number);
        var point = ecdsa.ExportParameters(false).Q;
        return Secp256k1.AddressOf([.. point.X!, .. point.Y!]);
    }

    private static ECDsa Load(int number) =>
        ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromFriendlyName("secp256k1"), D = PrivateKey(number) });
}
