using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.Proofs.Cosmos.Ics23;

namespace CrossChainOracle.Collateral.Cosmos;

/// <summary>How a chain's state is proven.</summary>
/// <param name="Root">Named by the operator; see <see cref="CometTrust"/>.</param>
/// <param name="Period">Milliseconds for which a verified header is trusted to name the next ones; less than the chain's unbonding period.</param>
/// <param name="Stores">Which tree the chain's stores are; <see cref="ProofSpec.Iavl"/> on every chain of today's Cosmos SDK.</param>
public sealed record CosmosTrust(CometTrust Root, long Period, ProofSpec Stores);

/// <summary>The height that state is read at.</summary>
/// <param name="Head">The block whose header commits to that state.</param>
/// <param name="Verified">That header, when its votes were verified; null where nothing is proven.</param>
public sealed record CosmosPin(CosmosHead Head, VerifiedHeader? Verified);

/// <summary>A place to read at, or why there is none.</summary>
public abstract record CosmosPinOutcome
{
    private CosmosPinOutcome()
    {
    }

    public sealed record Pinned(CosmosPin Pin) : CosmosPinOutcome;

    /// <param name="Code">The kind of cause.</param>
    /// <param name="Detail">What and where, with operands.</param>
    public sealed record Failed(RejectionCode Code, string Detail) : CosmosPinOutcome;
}
