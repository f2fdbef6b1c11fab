using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Links;

/// <summary>A claim as a Solana off-chain message of version 0, format 0 (docs.anza.xyz/proposals/off-chain-message-signing).</summary>
/// <remarks>
/// Two layouts of version 0 are in the field: the proposal's, which names an application domain and the signers, and the shorter one of <c>solana sign-offchain-message</c>
/// and of the crate solana-offchain-message. Both carry the same text and neither can be a transaction, so either proves the link.
/// </remarks>
public static class SolanaLink
{
    /// <summary>Longest text that a Ledger shows in the longer layout (1147 characters in Agave's offchain_message).</summary>
    public const int MaximumText = 1_147;

    private const byte Version = 0;

    // Format 0: 0x20 to 0x7e. A hardware wallet shows these messages and signs others blindly.
    private const byte RestrictedAscii = 0;

    /// <summary>Whether the text can be shown by a hardware wallet.</summary>
    public static bool CanSign(LinkClaim claim) => claim.Text.Length <= MaximumText && !claim.Text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>What the solana command line tool signs: domain, version, format, length, text.</summary>
    public static byte[] ShortMessage(LinkClaim claim) => [.. Preamble(), RestrictedAscii, .. Body(claim)];

    /// <summary>The proposal's: domain, version, application domain (zeros: none), format, one signer, length, text.</summary>
    public static byte[] FullMessage(LinkClaim claim, SolanaKey signer) => [.. Preamble(), .. new byte[32], RestrictedAscii, 1, .. signer.ToArray(), .. Body(claim)];

    internal static LinkRefusal? Refusal(LinkClaim claim, LinkProof proof)
    {
        if (!SolanaKey.TryParse(claim.Address.Address, out var owner)) return new LinkRefusal.Malformed("address", $"{claim.Address} is no base58 key of 32 bytes");
        if (!CanSign(claim)) return new LinkRefusal.Malformed("deployment", $"Solana's message format 0 holds at most {MaximumText} characters of printable ASCII");
        if (proof.Signature.Length != Ed25519.SignatureSize) return new LinkRefusal.Malformed("signature", $"{Ed25519.SignatureSize} bytes, not {proof.Signature.Length}");
        return IsSigned(claim, owner, proof.Signature.Span) ? null : new LinkRefusal.BadSignature($"it is not that of {claim.Address} over \"{claim.Text}\"");
    }

    private static bool IsSigned(LinkClaim claim, SolanaKey owner, ReadOnlySpan<byte> signature)
    {
        var key = owner.ToArray();
        return Ed25519.Verify(key, ShortMessage(claim), signature) || Ed25519.Verify(key, FullMessage(claim, owner), signature);
    }

    private static byte[] Preamble() => [0xff, .. "solana offchain"u8, Version];

    private static byte[] Body(LinkClaim claim)
    {
        var text = System.Text.Encoding.ASCII.GetBytes(claim.Text);
        var body = new byte[sizeof(ushort) + text.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(body, checked((ushort)text.Length));
        text.CopyTo(body, sizeof(ushort));
        return body;
    }
}
