using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs;

/// <summary>Why signed bytes were not believed: expected, with the operands that decided it. Never an exception.</summary>
/// <param name="Code">The cause as it stands in round bytes and metrics.</param>
public abstract partial record ProofRefusal(RejectionCode Code)
{
    /// <summary>What, where and the operands: printable ASCII, at most 200 characters.</summary>
    public abstract string Detail { get; }

    public sealed override string ToString() => $"{Code}: {Detail}";

    /// <summary>The bytes do not have the form their format prescribes.</summary>
    /// <param name="Part">Which part of the message.</param>
    /// <param name="Offset">Where in that part, in bytes.</param>
    /// <param name="Problem">What is wrong there.</param>
    public sealed record Malformed(string Part, int Offset, string Problem) : ProofRefusal(RejectionCode.Malformed)
    {
        public override string Detail => $"{Part}, byte {Offset}: {Problem}";
    }

    /// <summary>Sizes in bytes.</summary>
    public sealed record Oversized(string Part, int Size, int Limit) : ProofRefusal(RejectionCode.Oversized)
    {
        public override string Detail => $"{Part} has {Size} bytes, more than {Limit}";
    }

    public sealed record UnknownSet(string Families, uint Index) : ProofRefusal(RejectionCode.UnknownSignerSet)
    {
        public override string Detail => $"signer set {Index} is not known in {Families}";
    }

    /// <summary>Expired at the time of the message, or of its use. Times in Unix milliseconds.</summary>
    public sealed record ExpiredSet(string Family, uint Index, long ExpiresAt, long At) : ProofRefusal(RejectionCode.ExpiredSignerSet)
    {
        public override string Detail => $"signer set {Index} of {Family} expired at {UnixTime.ToText(ExpiresAt)}, before {UnixTime.ToText(At)}";
    }

    public sealed record TooFewSignatures(string Family, uint Index, int Signatures, int Quorum) : ProofRefusal(RejectionCode.BadSignature)
    {
        public override string Detail => $"{Signatures} signatures of set {Index} of {Family}, {Quorum} needed";
    }

    public sealed record NoSuchSigner(string Family, uint Index, int Signer, int Members) : ProofRefusal(RejectionCode.BadSignature)
    {
        public override string Detail => $"a signature names signer {Signer} of set {Index} of {Family}, which has {Members} members";
    }

    /// <summary>A signature that does not recover to the member that it names; null is nobody.</summary>
    public sealed record WrongSigner(string Family, uint Index, int Signer, EvmAddress Expected, EvmAddress? Recovered)
        : ProofRefusal(RejectionCode.BadSignature)
    {
        public override string Detail => $"signature of signer {Signer} of set {Index} of {Family} recovers to {Recovered?.ToString() ?? "nobody"}, not {Expected}";
    }

    public sealed record WrongEmitter(Emitter Found, Emitter Expected) : ProofRefusal(RejectionCode.WrongEmitter)
    {
        public override string Detail => $"emitted by {Found}, not {Expected}";
    }

    /// <param name="Message">Index of the message in its update.</param>
    /// <param name="Root">Where its proof leads, hex.</param>
    /// <param name="Signed">The signed root, hex.</param>
    public sealed record BadProof(int Message, string Root, string Signed) : ProofRefusal(RejectionCode.BadProof)
    {
        public override string Detail => $"message {Message} proves {Root}, the signed root is {Signed}";
    }

    /// <summary>A signer-set upgrade must be signed by the newest set.</summary>
    public sealed record NotNewestSet(string Family, uint Signed, uint Newest) : ProofRefusal(RejectionCode.ExpiredSignerSet)
    {
        public override string Detail => $"an upgrade of {Family} signed by set {Signed}, the newest is {Newest}";
    }

    /// <summary>A signer-set upgrade must name the next index.</summary>
    public sealed record NotNextSet(string Family, uint Offered, uint Newest) : ProofRefusal(RejectionCode.UnknownSignerSet)
    {
        public override string Detail => $"an upgrade of {Family} to set {Offered}, the newest is {Newest}";
    }
}
