using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Links;

/// <summary>A claim as an amino sign doc of arbitrary data (Cosmos SDK ADR-36).</summary>
/// <remarks>
/// Secp256k1 keys whose address is ripemd160(sha256(compressed key)) (Cosmos SDK, crypto/keys/secp256k1). Chains with Ethereum's keys (Injective, Evmos) and multisignature
/// accounts derive theirs otherwise; they are refused as the wrong address.
/// </remarks>
public static class CosmosLink
{
    public const int PublicKeySize = 33;
    public const int SignatureSize = 64;

    private const int AddressSize = 20;

    /// <summary>The bytes whose SHA-256 is signed: amino JSON, members in order of name, no spaces, everything that could make it a transaction empty.</summary>
    public static string SignDoc(LinkClaim claim) =>
        """{"account_number":"0","chain_id":"","fee":{"amount":[],"gas":"0"},"memo":"","msgs":[{"type":"sign/MsgSignData","value":{"data":""" + $"\"{Data(claim)}\"" +
        ""","signer":""" + $"\"{claim.Address.Address}\"" + """}}],"sequence":"0"}""";

    /// <summary>The text as the sign doc holds it: base64 of its UTF-8.</summary>
    public static string Data(LinkClaim claim) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(claim.Text));

    internal static LinkRefusal? Refusal(LinkClaim claim, LinkProof proof)
    {
        if (!Bech32.TryDecode(claim.Address.Address, out var prefix, out var data) || data.Length != AddressSize)
            return new LinkRefusal.Malformed("address", $"{claim.Address} is no Bech32 address of {AddressSize} bytes");
        if (proof.PublicKey.Length != PublicKeySize || proof.PublicKey.Span[0] is not (2 or 3))
            return new LinkRefusal.Malformed("public key", $"a compressed one of {PublicKeySize} bytes that begins with 02 or 03, not {proof.PublicKey.Length} bytes");
        if (proof.Signature.Length != SignatureSize) return new LinkRefusal.Malformed("signature", $"r | s, {SignatureSize} bytes, not {proof.Signature.Length}");

        var derived = AddressOf(prefix, proof.PublicKey.Span);
        if (derived != claim.Address.Address) return new LinkRefusal.WrongAddress(claim.Address, derived);
        var digest = Hash256.From(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(SignDoc(claim))));
        return Secp256k1.Verify(digest, proof.Signature.Span, proof.PublicKey.Span) ? null : new LinkRefusal.BadSignature($"it is not that of {claim.Address} over \"{claim.Text}\"");
    }

    private static string AddressOf(string prefix, ReadOnlySpan<byte> publicKey) => Bech32.Encode(prefix, NativeDigest.Ripemd160(SHA256.HashData(publicKey)));
}
