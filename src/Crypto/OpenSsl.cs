using System.Runtime.InteropServices;

namespace CrossChainOracle.Crypto;

/// <summary>The functions of OpenSSL 3's libcrypto that the platform does not pass on: Ed25519, and digests that the platform has not.</summary>
/// <remarks>Where .NET itself uses OpenSSL this is the same library in the same process, so that its error queue is left as it was found: empty.</remarks>
internal sealed unsafe class OpenSsl
{
    private static readonly string[] Names =
    [
        "libcrypto.so.3", "libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib", "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib",
        "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll",
    ];

    private static readonly Lazy<OpenSsl> Loaded = new(() => new(Load(Names)));

    public readonly delegate* unmanaged<int, nint, byte*, nuint, nint> NewRawPublicKey;
    public readonly delegate* unmanaged<int, nint, byte*, nuint, nint> NewRawPrivateKey;
    public readonly delegate* unmanaged<nint, byte*, nuint*, int> RawPublicKey;
    public readonly delegate* unmanaged<nint, void> FreeKey;
    public readonly delegate* unmanaged<nint> NewContext;
    public readonly delegate* unmanaged<nint, void> FreeContext;
    public readonly delegate* unmanaged<nint, nint, nint, nint, nint, int> VerifyInit;
    public readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int> Verify;
    public readonly delegate* unmanaged<nint, nint, nint, nint, nint, int> SignInit;
    public readonly delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> Sign;
    public readonly delegate* unmanaged<nint, byte*, byte*, nint> FetchDigest;
    public readonly delegate* unmanaged<byte*, nuint, byte*, uint*, nint, nint, int> Digest;
    public readonly delegate* unmanaged<void> ClearErrors;

    private OpenSsl(nint library)
    {
        NewRawPublicKey = (delegate* unmanaged<int, nint, byte*, nuint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_public_key");
        NewRawPrivateKey = (delegate* unmanaged<int, nint, byte*, nuint, nint>)NativeLibrary.GetExport(library, "EVP_PKEY_new_raw_private_key");
        RawPublicKey = (delegate* unmanaged<nint, byte*, nuint*, int>)NativeLibrary.GetExport(library, "EVP_PKEY_get_raw_public_key");
        FreeKey = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_PKEY_free");
        NewContext = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_MD_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "EVP_MD_CTX_free");
        VerifyInit = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestVerifyInit");
        Verify = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_DigestVerify");
        SignInit = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_DigestSignInit");
        Sign = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "EVP_DigestSign");
        FetchDigest = (delegate* unmanaged<nint, byte*, byte*, nint>)NativeLibrary.GetExport(library, "EVP_MD_fetch");
        Digest = (delegate* unmanaged<byte*, nuint, byte*, uint*, nint, nint, int>)NativeLibrary.GetExport(library, "EVP_Digest");
        ClearErrors = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
    }

    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed; says which package has it.</exception>
    public static OpenSsl Instance => Loaded.Value;

    /// <summary>The first of the libraries that is there.</summary>
    internal static nint Load(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        }

        throw new DllNotFoundException(
            "Ed25519 needs OpenSSL 3's libcrypto, which is not installed (Debian and Ubuntu: apt-get install libssl3; Alpine: apk add libcrypto3; macOS: brew install openssl@3). "
            + $"Looked for {string.Join(", ", names)}.");
    }
}
