using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Signing;

/// <summary>A request's bytes, decoded strictly and not yet believed.</summary>
internal sealed record CosignProposal(Attestation Batch, Hash256 Digest, RoundHeader Round, ReadOnlyMemory<byte> RoundBytes, PreviousBatch? Previous)
{
    public static Refusal? Decode(CosignRequest request, SigningDomain domain, out CosignProposal? proposal)
    {
        proposal = null;
        if (AttestationCodec.Decode(request.Batch, out Attestation? batch) is { } noBatch) return noBatch;
        if (batch!.Signatures.Count != 0) return new Refusal.OutOfRange("batch: signatures", $"{batch.Signatures.Count}", "are not there yet when a batch is reserved");
        if (RoundHeaderCodec.Peek(request.Round, out var round) is { } noRound) return noRound;
        PreviousBatch? previous = null;
        var noPrevious = round!.Sequence == 0 ? Absent(request) : PreviousBatch.Decode(request, domain, out previous);
        if (noPrevious is not null) return noPrevious;
        proposal = new(batch, domain.Digest(batch.Header), round, request.Round, previous);
        return null;
    }

    private static Refusal.OutOfRange? Absent(CosignRequest request)
    {
        var bytes = request.PreviousState.Length + request.PreviousHeader.Length + request.PreviousSignatures.Length;
        return bytes == 0 ? null : new("previous state, header and signatures", $"{bytes} bytes", "must be empty for sequence 0");
    }
}

/// <summary>The batch that a round continues, with the bytes of the state after it and their keccak256; the header says what it must be.</summary>
internal sealed record PreviousBatch(
    BatchHeader Header, Hash256 Digest, IReadOnlyList<AttesterSignature> Signatures, ReadOnlyMemory<byte> State, Hash256 StateDigest)
{
    public static Refusal? Decode(CosignRequest request, SigningDomain domain, out PreviousBatch? previous)
    {
        previous = null;
        if (BatchHeaderCodec.Decode(request.PreviousHeader.Span, out var header) is { } noHeader) return noHeader;
        if (AttestationCodec.DecodeSignatures(request.PreviousSignatures.Span, out var signatures) is { } noSignatures) return noSignatures;
        if (request.PreviousState.IsEmpty) return new Refusal.Truncated("previous state", 1, 0);
        previous = new(header!, domain.Digest(header!), signatures!, request.PreviousState, Crypto.Keccak256.Hash(request.PreviousState.Span));
        return null;
    }
}
