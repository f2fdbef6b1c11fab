using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Links;

/// <summary>What an owner signs: in this deployment, this address belongs to this account.</summary>
/// <param name="Deployment">The deployment's name, such as <c>crosschainoracle:sandbox</c>.</param>
/// <param name="Account">Whose.</param>
/// <param name="Address">CAIP-10; the chain is part of what is signed.</param>
/// <param name="Nonce">A link signed later has a higher one. Unlinking refuses it and all below.</param>
public sealed record LinkClaim(string Deployment, AccountId Account, AccountAddress Address, ulong Nonce)
{
    /// <summary>The claim as the one line that wallets without typed data sign and show.</summary>
    /// <remarks>No two claims give one text: account, address and nonce have no spaces, so that reading from the end is without a choice.</remarks>
    public string Text => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"CrossChainOracle link, version 1: deployment {Deployment}, account {Account}, address {Address}, nonce {Nonce}");
}

/// <summary>How a link is signed. Stored in configuration by name.</summary>
public enum LinkScheme
{
    /// <summary>EVM: a key signs typed data (EIP-712).</summary>
    Eip712 = 1,

    /// <summary>EVM: a contract is asked about the typed data (ERC-1271).</summary>
    Erc1271,

    /// <summary>Solana: an off-chain message of version 0 in restricted ASCII.</summary>
    SolanaOffchain,

    /// <summary>Cosmos: arbitrary data in an amino sign doc (ADR-36) with a secp256k1 key.</summary>
    Adr36,
}

/// <param name="Scheme">How it was signed.</param>
/// <param name="Signature">EIP-712: r | s | v, 65 bytes; ERC-1271: what the contract takes; Solana: 64 bytes; ADR-36: r | s, 64 bytes.</param>
/// <param name="PublicKey">ADR-36: the compressed key, 33 bytes; otherwise empty.</param>
public sealed record LinkProof(LinkScheme Scheme, ReadOnlyMemory<byte> Signature, ReadOnlyMemory<byte> PublicKey = default)
{
    /// <summary>Longest signature that is read; those of contract wallets with many owners have some thousand bytes.</summary>
    public const int MaximumSignature = 16_384;
}
