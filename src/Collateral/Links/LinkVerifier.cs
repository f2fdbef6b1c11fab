using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Links;

/// <summary>Whether a proof links, as far as that can be told without a chain.</summary>
public abstract record LinkVerdict
{
    private LinkVerdict()
    {
    }

    /// <summary>The owner signed exactly this claim.</summary>
    public sealed record Proven : LinkVerdict;

    /// <summary>Only the contract can say: <see cref="ContractLink"/>.</summary>
    public sealed record AsksContract : LinkVerdict;

    public sealed record Refused(LinkRefusal Refusal) : LinkVerdict;
}

/// <summary>Verifies owners' proofs. Pure; outside bytes never throw.</summary>
public static class LinkVerifier
{
    private const string Solana = "solana:";
    private const string Cosmos = "cosmos:";

    /// <param name="claim">What must have been signed.</param>
    /// <param name="proof">By whom and how, from outside.</param>
    /// <param name="minimumNonce">Lower nonces no longer link this address.</param>
    /// <param name="others">Where a signature is not over the claim: what else it may be over, so that the refusal can say so.</param>
    public static LinkVerdict Verify(LinkClaim claim, LinkProof proof, ulong minimumNonce = 0, LinkAlternatives? others = null)
    {
        if (claim.Nonce < minimumNonce) return new LinkVerdict.Refused(new LinkRefusal.OldNonce(claim.Nonce, minimumNonce));
        if (!Fits(proof.Scheme, claim.Address.Chain)) return new LinkVerdict.Refused(new LinkRefusal.UnsupportedScheme(proof.Scheme, claim.Address.Chain));
        if (claim.Address.TryGetEvm(out _) && EvmLink.IsWrapped(proof.Signature.Span)) return new LinkVerdict.Refused(new LinkRefusal.UndeployedWallet(claim.Address));
        if (proof.Scheme == LinkScheme.Erc1271) return new LinkVerdict.AsksContract();
        return Refusal(claim, proof) is { } refusal ? new LinkVerdict.Refused(others?.Explain(claim, proof, refusal) ?? refusal) : new LinkVerdict.Proven();
    }

    /// <summary>Whether addresses of the chain are proven by the scheme.</summary>
    public static bool Fits(LinkScheme scheme, ChainId chain) => scheme switch
    {
        LinkScheme.Eip712 or LinkScheme.Erc1271 => chain.TryGetEip155(out _),
        LinkScheme.SolanaOffchain => chain.ToString().StartsWith(Solana, StringComparison.Ordinal),
        LinkScheme.Adr36 => chain.ToString().StartsWith(Cosmos, StringComparison.Ordinal),
        _ => throw new InvalidOperationException($"Unknown scheme {scheme}."),
    };

    internal static LinkRefusal? Refusal(LinkClaim claim, LinkProof proof) => proof.Scheme switch
    {
        LinkScheme.Eip712 => EvmLink.Refusal(claim, proof),
        LinkScheme.SolanaOffchain => SolanaLink.Refusal(claim, proof),
        LinkScheme.Adr36 => CosmosLink.Refusal(claim, proof),
        _ => throw new InvalidOperationException($"{proof.Scheme} is not verified here."),
    };
}
