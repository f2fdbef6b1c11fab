using System.Security.Cryptography;

namespace CrossChainOracle.Crypto;

/// <summary>Signs with Ed25519 (RFC 8032 section 5.1.6) by OpenSSL 3: the secret never meets arithmetic of ours. Thread-safe.</summary>
/// <remarks>The secret stays inside OpenSSL's key object: no member shows it.</remarks>
public sealed unsafe class Ed25519PrivateKey : IDisposable
{
    /// <summary>Bytes of RFC 8032's private key.</summary>
    public const int SeedSize = 32;

    private readonly Lock _gate = new();
    private readonly byte[] _publicKey = new byte[Ed25519.PublicKeySize];
    private nint _key;

    /// <param name="seed">32 bytes, any; not kept.</param>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    /// <exception cref="CryptographicException">OpenSSL made no key of it.</exception>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    public Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedSize) throw new ArgumentException($"A private key has {SeedSize} bytes, not {seed.Length}.", nameof(seed));
        var native = OpenSsl.Instance;
        nuint length = Ed25519.PublicKeySize;
        fixed (byte* secret = seed, shown = _publicKey)
        {
            _key = native.NewRawPrivateKey(Ed25519.KeyType, 0, secret, SeedSize);
            if (_key != 0 && native.RawPublicKey(_key, shown, &length) == 1) return;
        }

        native.ClearErrors();
        Dispose();
        throw new CryptographicException("OpenSSL made no Ed25519 key.");
    }

    /// <summary>32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>64 bytes, always the same for the same message.</summary>
    /// <exception cref="CryptographicException">OpenSSL did not sign.</exception>
    /// <exception cref="ObjectDisposedException">The key is gone.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var native = OpenSsl.Instance;
        var signature = new byte[Ed25519.SignatureSize];
        nuint length = Ed25519.SignatureSize;
        byte nothing = 0;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_key == 0, this);
            var context = native.NewContext();
            fixed (byte* messageBytes = message, to = signature)
            {
                // An empty span pins to null, which OpenSSL takes for an absent message.
                var signed = context != 0
                    && native.SignInit(context, 0, 0, 0, _key) == 1
                    && native.Sign(context, to, &length, message.IsEmpty ? &nothing : messageBytes, (nuint)message.Length) == 1;
                native.FreeContext(context);
                if (signed) return signature;
            }

            native.ClearErrors();
        }

        throw new CryptographicException("OpenSSL did not sign.");
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_key != 0) OpenSsl.Instance.FreeKey(_key);
            _key = 0;
        }

        GC.SuppressFinalize(this);
    }

    ~Ed25519PrivateKey()
    {
        if (_key != 0) OpenSsl.Instance.FreeKey(_key);
    }
}
