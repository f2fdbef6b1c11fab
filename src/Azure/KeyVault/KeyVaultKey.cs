using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.KeyVault;

/// <summary>One version of a key in a vault, and the public key that it is known to have.</summary>
public sealed record KeyVaultKey
{
    /// <summary>Bytes of a public key, x and y.</summary>
    public const int PublicKeySize = 64;

    /// <summary>What an id is, to be said to whoever gave another.</summary>
    public const string IdRule = "https://<vault>/keys/<name>/<version>, without user, query or fragment";

    private KeyVaultKey(Uri id, ReadOnlyMemory<byte> publicKey) => (Id, PublicKey) = (id, publicKey);

    /// <summary><c>https://vault/keys/name/version</c>.</summary>
    public Uri Id { get; }

    /// <summary>x | y, 64 bytes, big-endian: what every signature is checked against before it leaves.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Of the public key.</summary>
    public EvmAddress Address => Secp256k1.AddressOf(PublicKey.Span);

    /// <param name="id">With its version: a key that is rotated in the vault is another key, which no attester set knows.</param>
    /// <param name="publicKey">x | y, 64 bytes.</param>
    /// <exception cref="ArgumentException">One of them is not that.</exception>
    public static KeyVaultKey Create(Uri id, ReadOnlyMemory<byte> publicKey)
    {
        if (!IsId(id)) throw new ArgumentException($"A key's id is {IdRule}.", nameof(id));
        if (publicKey.Length != PublicKeySize) throw new ArgumentException($"A public key is x | y, {PublicKeySize} bytes, not {publicKey.Length}.", nameof(publicKey));
        return new(id, publicKey.ToArray());
    }

    /// <summary>Whether an address names one version of a key.</summary>
    public static bool IsId(Uri id)
    {
        if (!id.IsAbsoluteUri || id.Scheme != Uri.UriSchemeHttps || id.Query.Length > 0 || id.Fragment.Length > 0 || id.UserInfo.Length > 0) return false;
        return id.AbsolutePath.Split('/') is ["", "keys", var name, var version] && IsName(name) && IsName(version);
    }

    /// <summary>Whether a <c>kid</c> names this version, in whatever case its host is written.</summary>
    internal bool IsNamedBy(string? kid) => Uri.TryCreate(kid, UriKind.Absolute, out var named) && named.AbsoluteUri == Id.AbsoluteUri;

    private static bool IsName(string text) => text.Length is > 0 and <= 127 && text.All(mark => char.IsAsciiLetterOrDigit(mark) || mark == '-');
}
