using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>An attester as the coordinator sees it: in this process, or somewhere else.</summary>
public interface ICosigner
{
    EvmAddress Address { get; }

    /// <summary>Checks the request against its own view and signs the batch's digest, or says why not.</summary>
    ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default);
}

/// <summary>What an attester answers.</summary>
public abstract record CosignOutcome
{
    private CosignOutcome() { }

    /// <param name="Signature">65 bytes: r, s (low), v (27 or 28), over the digest of the requested batch.</param>
    public sealed record Signed(ReadOnlyMemory<byte> Signature) : CosignOutcome;

    /// <summary>Rejected: the same request is rejected again, unless the attester's clock or configuration was at fault.</summary>
    public sealed record Refused(Refusal Refusal) : CosignOutcome;

    /// <summary>Nothing was signed; may be retried.</summary>
    public sealed record Failed(string Reason) : CosignOutcome;

    /// <summary>Nothing was signed, but the digest may be in the attester's log: it signs again once its log was reopened.</summary>
    public sealed record Unknown(string Reason) : CosignOutcome;
}
