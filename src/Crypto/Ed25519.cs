namespace CrossChainOracle.Crypto;

/// <summary>Verification of Ed25519 signatures (RFC 8032 section 5.1.7, without cofactor) by OpenSSL 3. The platform has no Ed25519.</summary>
/// <remarks>
/// Stricter than CometBFT, which follows ZIP-215: what is accepted here is accepted there, but a signer can make signatures that pass there and fail here. Whoever counts
/// signatures must therefore not let one that fails spoil the others.
/// </remarks>
public static unsafe class Ed25519
{
    public const int PublicKeySize = 32;
    public const int SignatureSize = 64;

    // NID_ED25519 of OpenSSL's obj_mac.h; numbers there never change.
    internal const int KeyType = 1087;

    /// <summary>False for a signature that is not the key's over the message, and for bytes that are no key or no signature. Never throws for them.</summary>
    /// <exception cref="DllNotFoundException">OpenSSL 3 is not installed.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize || !IsCanonical(publicKey)) return false;
        var native = OpenSsl.Instance;
        nint key = 0, context = 0;
        fixed (byte* keyBytes = publicKey, messageBytes = message, signatureBytes = signature)
        {
            // An empty span pins to null, which OpenSSL takes for an absent message.
            byte nothing = 0;
            try
            {
                key = native.NewRawPublicKey(KeyType, 0, keyBytes, PublicKeySize);
                context = native.NewContext();
                var valid = key != 0 && context != 0
                    && native.VerifyInit(context, 0, 0, 0, key) == 1
                    && native.Verify(context, signatureBytes, SignatureSize, message.IsEmpty ? &nothing : messageBytes, (nuint)message.Length) == 1;
                if (!valid) native.ClearErrors();
                return valid;
            }
            finally
            {
                native.FreeContext(context);
                native.FreeKey(key);
            }
        }
    }

    // OpenSSL checks S and the encoding of R, but takes a key whose y is p or above as y - p (RFC 8032 section 5.1.3 step 1 refuses it).
    private static bool IsCanonical(ReadOnlySpan<byte> publicKey) =>
        (publicKey[31] & 0x7f) != 0x7f || publicKey[1..31].ContainsAnyExcept((byte)0xff) || publicKey[0] < 0xed;
}
