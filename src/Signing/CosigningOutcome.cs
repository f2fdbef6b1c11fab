using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>What came of asking all attesters.</summary>
public abstract record CosigningOutcome
{
    private CosigningOutcome() { }

    /// <param name="Signatures">At least the threshold, each verified, in ascending order of signer.</param>
    /// <param name="Faults">Of the attesters that answered before the threshold was reached.</param>
    public sealed record Reached(IReadOnlyList<AttesterSignature> Signatures, IReadOnlyList<CosignerFault> Faults) : CosigningOutcome;

    /// <summary>Too few. The same request may be made again, and no other for its shard and sequence.</summary>
    /// <param name="Have">Valid signatures.</param>
    /// <param name="Threshold">Signatures needed.</param>
    /// <param name="Faults">One for each attester that gave none, in the order in which that was known.</param>
    public sealed record Short(int Have, int Threshold, IReadOnlyList<CosignerFault> Faults) : CosigningOutcome;
}

/// <summary>Why an attester's signature is not there.</summary>
/// <param name="Attester">Who.</param>
/// <param name="Kind">Stable, a metrics label.</param>
/// <param name="Reason">For people.</param>
/// <param name="Refusal">What the attester refused for, where it did.</param>
public sealed record CosignerFault(EvmAddress Attester, CosignerFaultKind Kind, string Reason, Refusal? Refusal = null);

public enum CosignerFaultKind
{
    /// <summary>It refuses the batch.</summary>
    Refused = 1,

    /// <summary>It could not sign, or it threw.</summary>
    Failed,

    /// <summary>Its log must be reopened.</summary>
    Unknown,

    /// <summary>No answer in time.</summary>
    Silent,

    /// <summary>Its answer is no signature of its own over the digest.</summary>
    Lying,

    /// <summary>It is no member of the attester set.</summary>
    Stranger,
}
