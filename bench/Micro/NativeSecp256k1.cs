using System.Runtime.InteropServices;

namespace CrossChainOracle.Bench.Micro;

/// <summary>libsecp256k1 by P/Invoke (Debian and Ubuntu: libsecp256k1-1), as somebody in a hurry would use it from .NET.</summary>
internal static partial class NativeSecp256k1
{
    private const string Library = "libsecp256k1.so.1";
    private const uint ContextSignVerify = 0x301;
    private const uint UncompressedKey = 2;

    private static readonly nint s_context = context_create(ContextSignVerify);

    /// <summary>x | y.</summary>
    public static unsafe ReadOnlySpan<byte> Recover(byte[] digest, byte[] signature65)
    {
        var parsed = stackalloc byte[65];
        var key = stackalloc byte[64];
        var bytes = new byte[65];
        nuint length = 65;
        fixed (byte* hash = digest, signature = signature65, output = bytes)
        {
            var recovered = recoverable_signature_parse_compact(s_context, parsed, signature, signature65[64]) == 1
                && ecdsa_recover(s_context, key, parsed, hash) == 1
                && ec_pubkey_serialize(s_context, output, &length, key, UncompressedKey) == 1;
            return recovered ? bytes.AsSpan(1) : throw new InvalidOperationException("libsecp256k1 refused the signature.");
        }
    }

    /// <param name="digest">32 bytes.</param>
    /// <param name="signature">r | s, low s; what follows is not looked at.</param>
    /// <param name="publicKey64">x | y.</param>
    public static unsafe bool Verify(byte[] digest, byte[] signature, byte[] publicKey64)
    {
        var parsed = stackalloc byte[64];
        var key = stackalloc byte[64];
        var encoded = stackalloc byte[65];
        encoded[0] = 4;
        publicKey64.CopyTo(new Span<byte>(encoded + 1, 64));
        fixed (byte* hash = digest, compact = signature)
        {
            return signature_parse_compact(s_context, parsed, compact) == 1
                && ec_pubkey_parse(s_context, key, encoded, 65) == 1
                && ecdsa_verify(s_context, parsed, hash, key) == 1;
        }
    }

    [LibraryImport(Library, EntryPoint = "secp256k1_context_create")]
    private static partial nint context_create(uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_parse_compact")]
    private static unsafe partial int recoverable_signature_parse_compact(nint context, byte* signature, byte* input, int id);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_recover")]
    private static unsafe partial int ecdsa_recover(nint context, byte* key, byte* signature, byte* digest);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_serialize")]
    private static unsafe partial int ec_pubkey_serialize(nint context, byte* output, nuint* length, byte* key, uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_signature_parse_compact")]
    private static unsafe partial int signature_parse_compact(nint context, byte* signature, byte* input);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_parse")]
    private static unsafe partial int ec_pubkey_parse(nint context, byte* key, byte* input, nuint length);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdsa_verify")]
    private static unsafe partial int ecdsa_verify(nint context, byte* signature, byte* digest, byte* key);
}
