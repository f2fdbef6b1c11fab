using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;

namespace CrossChainOracle.Pipeline;

/// <summary>A ledger entry, decoded and found to be the batch that it says it is.</summary>
public sealed record StoredBatch(LedgerEntry Entry, BatchHeader Header, IReadOnlyList<Leaf> Leaves, IReadOnlyList<AttesterSignature> Signatures)
{
    public Hash256 Digest => Entry.Reservation.Digest;

    /// <summary>The wire form with the signatures that were attached.</summary>
    public Attestation ToAttestation() => new(Header, Leaves, Signatures);

    public static Refusal? Open(LedgerEntry entry, SigningDomain domain, out StoredBatch? batch)
    {
        batch = null;
        var reservation = entry.Reservation;
        if (AttestationCodec.Decode(reservation.Batch, out Attestation? attestation) is { } refusal) return refusal;
        var digest = domain.Digest(attestation!.Header);
        if (digest != reservation.Digest) return new Refusal.Recomputation("digest", reservation.Digest.ToString(), digest.ToString());
        if (attestation.Header.Sequence != reservation.Sequence) return new Refusal.Recomputation("sequence", $"{reservation.Sequence}", $"{attestation.Header.Sequence}");
        if (attestation.Header.Shard.ToString() != reservation.Shard) return new Refusal.Recomputation("shard", reservation.Shard, attestation.Header.Shard.ToString());
        var state = Keccak256.Hash(reservation.State.Span);
        if (state != attestation.Header.StateDigest) return new Refusal.Recomputation("state digest", attestation.Header.StateDigest.ToString(), state.ToString());
        IReadOnlyList<AttesterSignature>? signatures = [];
        if (entry.Signed && AttestationCodec.DecodeSignatures(entry.Signatures.Span, out signatures) is { } broken) return broken;
        batch = new(entry, attestation.Header, attestation.Leaves, signatures!);
        return null;
    }
}
