using System.Runtime.InteropServices;

namespace CrossChainOracle.TestKit;

/// <summary>Signs as a validator would, by OpenSSL 3, for test projects that do not see src/Crypto.</summary>
public sealed partial class Ed25519Signer : IDisposable
{
    private const string Library = "libcrypto.so.3";
    private const int KeyType = 1087;

    private readonly nint _key;

    /// <param name="seed">The 32 bytes of RFC 8032's private key.</param>
    public Ed25519Signer(byte[] seed)
    {
        _key = new_raw_private_key(KeyType, 0, seed, (nuint)seed.Length);
        nuint length = 32;
        PublicKey = new byte[32];
        if (_key == 0 || get_raw_public_key(_key, PublicKey, ref length) != 1) throw new InvalidOperationException("OpenSSL made no key.");
    }

    public byte[] PublicKey { get; }

    public byte[] Sign(byte[] message)
    {
        var context = md_ctx_new();
        try
        {
            var signature = new byte[64];
            nuint length = 64;
            return sign_init(context, 0, 0, 0, _key) == 1 && sign(context, signature, ref length, message, (nuint)message.Length) == 1
                ? signature
                : throw new InvalidOperationException("OpenSSL did not sign.");
        }
        finally
        {
            md_ctx_free(context);
        }
    }

    public void Dispose() => pkey_free(_key);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial nint new_raw_private_key(int type, nint engine, byte[] key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int get_raw_public_key(nint key, [Out] byte[] output, ref nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial nint md_ctx_new();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void md_ctx_free(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSignInit")]
    private static partial int sign_init(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestSign")]
    private static partial int sign(nint context, [Out] byte[] signature, ref nuint length, byte[] message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void pkey_free(nint key);
}
