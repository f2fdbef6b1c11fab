using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Cosmos.CometBft;

/// <summary>Why the validators that sign a header are believed to be the chain's. It is the root of every proof of that chain: who can choose it can prove anything.</summary>
public abstract record CometTrust
{
    /// <summary>How much later than our clock a header may be, in milliseconds (the default of CometBFT's light client).</summary>
    public const long MaximumDrift = 10_000;

    private CometTrust()
    {
    }

    /// <summary>Named by the operator: the header at a height, compared with another source by hand.</summary>
    public sealed record Header(long Height, Hash256 Hash) : CometTrust;

    /// <summary>Named by the operator: the hash of a validator set that does not change, as on private chains. On public chains it changes with every delegation.</summary>
    public sealed record Validators(Hash256 Hash) : CometTrust;

    /// <summary>
    /// A header verified before. The next one must be signed by the validators that it names; a later one by more than a third of the power of its own, who can still be
    /// punished for a lie (skipping verification of CometBFT's light client).
    /// </summary>
    /// <param name="Previous">Verified before.</param>
    /// <param name="Period">Milliseconds from its time for which it is trusted; less than the chain's unbonding period, commonly two thirds of it.</param>
    public sealed record Since(VerifiedHeader Previous, long Period) : CometTrust;
}
