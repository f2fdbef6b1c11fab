using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay;

/// <summary>What an event of the stream was to a relayer.</summary>
public abstract record IntakeOutcome
{
    private IntakeOutcome() { }

    /// <param name="Threshold">Signatures that the batch's epoch asks for: more need not be posted.</param>
    public sealed record Accepted(VerifiedBatch Batch, int Threshold) : IntakeOutcome;

    /// <summary>Signed by an epoch whose rotation was not seen yet. Offer it again after that; the place in the stream must not be given up.</summary>
    public sealed record Early(uint Epoch, uint Current) : IntakeOutcome;

    /// <summary>Never to be posted: a dead letter.</summary>
    /// <param name="Digest">Of the batch as far as it could be read, else zero.</param>
    public sealed record Refused(Refusal Refusal, BatchHeader? Header, Hash256 Digest) : IntakeOutcome;
}

/// <summary>From the bytes of an event to a verified batch. Follows the rotations that come by, so that it can begin with any set that was current when the events were made.</summary>
/// <remarks>Judges integrity as of each batch's own time: whether it still is worth posting is a planner's question, chain by chain. Not thread-safe.</remarks>
/// <param name="domain">The deployment.</param>
/// <param name="verifier">Of the same deployment; its sets are rotated here.</param>
public sealed class RelayIntake(SigningDomain domain, AttestationVerifier verifier)
{
    public IntakeOutcome Open(ReadOnlyMemory<byte> body)
    {
        if (AttestationCodec.Decode(body, out Attestation? attestation) is { } broken) return new IntakeOutcome.Refused(broken, null, Hash256.Zero);
        var header = attestation!.Header;
        if (verifier.Verify(attestation, null, out var batch) is { } refusal)
        {
            return refusal is Refusal.UnknownEpoch { Epoch: not AttesterSet.RecoveryEpoch } unknown && unknown.Epoch > unknown.Current
                ? new IntakeOutcome.Early(unknown.Epoch, unknown.Current)
                : new IntakeOutcome.Refused(refusal, header, domain.Digest(header));
        }

        verifier.Sets.Find(header.Epoch, header.ObservedAt, out var set);
        return verifier.Sets.Follow(batch!) is { } bad ? new IntakeOutcome.Refused(bad, header, batch!.Digest) : new IntakeOutcome.Accepted(batch!, set!.Threshold);
    }
}
