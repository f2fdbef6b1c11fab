using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Archive;

/// <summary>Verifies batches of any epoch of a folder, each by the sets that were accepted in its time.</summary>
internal sealed class EpochVerifiers(SigningDomain domain, AttesterHistory history)
{
    private readonly Dictionary<uint, AttestationVerifier> _verifiers = [];

    /// <param name="now">Unix milliseconds; null verifies integrity only.</param>
    public Refusal? Verify(Attestation attestation, long? now, out VerifiedBatch? batch)
    {
        var epoch = attestation.Header.Epoch;
        if (!_verifiers.TryGetValue(epoch, out var verifier)) _verifiers.Add(epoch, verifier = new(domain, history.For(epoch)));
        return verifier.Verify(attestation, now, out batch);
    }
}
