using System.Runtime.InteropServices;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>libsecp256k1, the reference to differ from; Debian's package libsecp256k1-1. Never used by the product.</summary>
internal static partial class NativeSecp256k1
{
    private const string Library = "libsecp256k1.so.1";
    private const uint ContextSignVerify = 0x301;
    private const uint UncompressedKey = 2;
    /// <summary>Why it cannot be used here, or null when it can.</summary>
    public static string? WhyMissing { get; } = FindWhyMissing();

    private static readonly nint s_context = WhyMissing is null ? context_create(ContextSignVerify) : 0;

    /// <summary>r | s | recovery id, or null for a private key that is none.</summary>
    public static byte[]? Sign(byte[] digest, byte[] key)
    {
        var signature = new byte[65];
        var compact = new byte[65];
        if (ecdsa_sign_recoverable(s_context, signature, digest, key, 0, 0) == 0) return null;
        _ = ecdsa_recoverable_signature_serialize_compact(s_context, compact, out var id, signature);
        compact[64] = (byte)id;
        return compact;
    }

    /// <summary>x | y, or null when it refuses. High s is allowed.</summary>
    public static byte[]? Recover(byte[] digest, byte[] signature65)
    {
        var parsed = new byte[65];
        var key = new byte[64];
        if (ecdsa_recoverable_signature_parse_compact(s_context, parsed, signature65, signature65[64]) == 0) return null;
        if (ecdsa_recover(s_context, key, parsed, digest) == 0) return null;
        var bytes = new byte[65];
        nuint length = 65;
        _ = ec_pubkey_serialize(s_context, bytes, ref length, key, UncompressedKey);
        return bytes[1..];
    }

    /// <summary>Refuses high s unless it is normalised first.</summary>
    public static bool Verify(byte[] digest, byte[] rs64, byte[] publicKey, bool allowHighS)
    {
        var signature = new byte[64];
        var key = new byte[64];
        if (ecdsa_signature_parse_compact(s_context, signature, rs64) == 0) return false;
        if (ec_pubkey_parse(s_context, key, publicKey, (nuint)publicKey.Length) == 0) return false;
        if (allowHighS) _ = ecdsa_signature_normalize(s_context, signature, signature);
        return ecdsa_verify(s_context, signature, digest, key) == 1;
    }

    private static string? FindWhyMissing()
    {
        if (!NativeLibrary.TryLoad(Library, out var handle)) return $"{Library} is not installed (Debian and Ubuntu: apt-get install libsecp256k1-1).";
        return NativeLibrary.TryGetExport(handle, "secp256k1_ecdsa_recover", out _) ? null : $"{Library} is built without recovery.";
    }

    [LibraryImport(Library, EntryPoint = "secp256k1_context_create")]
    private static partial nint context_create(uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_sign_recoverable")]
    private static partial int ecdsa_sign_recoverable(nint context, [Out] byte[] signature, byte[] digest, byte[] key, nint nonce, nint data);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_serialize_compact")]
    private static partial int ecdsa_recoverable_signature_serialize_compact(nint context, [Out] byte[] output, out int id, byte[] signature);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_parse_compact")]
    private static partial int ecdsa_recoverable_signature_parse_compact(nint context, [Out] byte[] signature, byte[] input, int id);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recover")]
    private static partial int ecdsa_recover(nint context, [Out] byte[] key, byte[] signature, byte[] digest);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_serialize")]
    private static partial int ec_pubkey_serialize(nint context, [Out] byte[] output, ref nuint length, byte[] key, uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_parse")]
    private static partial int ec_pubkey_parse(nint context, [Out] byte[] key, byte[] input, nuint length);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_signature_parse_compact")]
    private static partial int ecdsa_signature_parse_compact(nint context, [Out] byte[] signature, byte[] input);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_signature_normalize")]
    private static partial int ecdsa_signature_normalize(nint context, [In, Out] byte[] output, byte[] input);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_verify")]
    private static partial int ecdsa_verify(nint context, byte[] signature, byte[] digest, byte[] key);
}

/// <summary>A test that runs where libsecp256k1 is installed, and elsewhere is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute() => Skip = NativeSecp256k1.WhyMissing!;
}
