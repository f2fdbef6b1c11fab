using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Links;

/// <summary>What a signature that is not over its claim may have been made for. Used to say what is wrong, never to accept.</summary>
/// <param name="Deployments">Names of other deployments, such as the test network's.</param>
/// <param name="Accounts">Other accounts here.</param>
/// <param name="Addresses">Other addresses here.</param>
public sealed record LinkAlternatives(IReadOnlyList<string> Deployments, IReadOnlyList<AccountId> Accounts, IReadOnlyList<AccountAddress> Addresses)
{
    /// <summary>Signatures are checked at most this often for one refusal: somebody who submits rubbish must not be able to buy time with it.</summary>
    public const int MaximumAttempts = 256;

    // People count nonces from zero or one, or use the next one by mistake.
    private const ulong NearNonces = 8;

    /// <summary>The refusal that says which one word of the claim differs from what was signed; the given one where none does.</summary>
    internal LinkRefusal Explain(LinkClaim claim, LinkProof proof, LinkRefusal refusal)
    {
        // What else is wrong does not depend on the words that were signed; an address derived from a given key does neither.
        var dependsOnWords = refusal is LinkRefusal.BadSignature || (refusal is LinkRefusal.WrongAddress && proof.Scheme == LinkScheme.Eip712);
        if (!dependsOnWords) return refusal;
        foreach (var (other, explained) in Others(claim).Take(MaximumAttempts))
        {
            if (LinkVerifier.Refusal(other, proof) is null) return explained;
        }

        return refusal;
    }

    private IEnumerable<(LinkClaim Other, LinkRefusal Refusal)> Others(LinkClaim claim)
    {
        foreach (var deployment in Deployments.Where(name => name != claim.Deployment)) yield return (claim with { Deployment = deployment }, new LinkRefusal.WrongDeployment(claim.Deployment, deployment));
        foreach (var nonce in Nonces(claim.Nonce)) yield return (claim with { Nonce = nonce }, new LinkRefusal.WrongNonce(claim.Nonce, nonce));
        foreach (var address in Addresses.Where(address => address != claim.Address && address.Address == claim.Address.Address))
            yield return (claim with { Address = address }, new LinkRefusal.WrongAddress(claim.Address, address.ToString()));
        foreach (var account in Accounts.Where(account => account != claim.Account)) yield return (claim with { Account = account }, new LinkRefusal.WrongAccount(claim.Account, account));
    }

    private static IEnumerable<ulong> Nonces(ulong stated)
    {
        for (ulong nonce = 0; nonce <= NearNonces; nonce++)
        {
            if (nonce != stated) yield return nonce;
        }

        if (stated > NearNonces + 1) yield return stated - 1;
        if (stated is >= NearNonces and < ulong.MaxValue) yield return stated + 1;
    }
}
