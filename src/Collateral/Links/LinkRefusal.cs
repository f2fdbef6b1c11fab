using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Links;

/// <summary>Why a proof does not link: expected, with operands. <see cref="object.ToString"/> is one sentence.</summary>
public abstract record LinkRefusal
{
    private LinkRefusal()
    {
    }

    /// <summary>The scheme is not one of the address's chain.</summary>
    public sealed record UnsupportedScheme(LinkScheme Scheme, ChainId Chain) : LinkRefusal
    {
        public override string ToString() => $"unsupported scheme: {Scheme} does not prove an address of {Chain}";
    }

    /// <summary>A signature of a contract that is not deployed (ERC-6492). Its owner can sign again after deployment.</summary>
    public sealed record UndeployedWallet(AccountAddress Address) : LinkRefusal
    {
        public override string ToString() => $"unsupported scheme: the signature is wrapped for a contract that is not deployed (ERC-6492); deploy {Address}, then sign by Erc1271";
    }

    /// <summary>A part does not have the form its scheme prescribes.</summary>
    public sealed record Malformed(string Part, string Rule) : LinkRefusal
    {
        public override string ToString() => $"malformed {Part}: {Rule}";
    }

    /// <summary>A link for another deployment. Nothing here can make it one for this.</summary>
    public sealed record WrongDeployment(string Own, string Signed) : LinkRefusal
    {
        public override string ToString() => $"wrong deployment: signed for {Signed}, this is {Own}";
    }

    public sealed record WrongAccount(AccountId Stated, AccountId Signed) : LinkRefusal
    {
        public override string ToString() => $"wrong account: signed for {Signed}, not {Stated}";
    }

    /// <summary>Signed by the owner of another address, or by the owner of this one about another.</summary>
    /// <param name="Stated">Whose link it should be.</param>
    /// <param name="Signed">As its chain writes it: what was recovered, derived from the key, or signed for.</param>
    public sealed record WrongAddress(AccountAddress Stated, string Signed) : LinkRefusal
    {
        public override string ToString() => $"wrong address: the signature leads to {Signed}, not {Stated}; either another key signed, or other words (deployment, account, address, nonce)";
    }

    public sealed record WrongNonce(ulong Stated, ulong Signed) : LinkRefusal
    {
        public override string ToString() => $"wrong nonce: signed with {Signed}, not {Stated}";
    }

    /// <summary>An old proof: the address has been unlinked, or linked anew, since.</summary>
    public sealed record OldNonce(ulong Nonce, ulong Minimum) : LinkRefusal
    {
        public override string ToString() => $"old nonce: {Nonce} is below {Minimum}, the lowest that still links this address";
    }

    public sealed record BadSignature(string Detail) : LinkRefusal
    {
        public override string ToString() => $"bad signature: {Detail}";
    }
}
