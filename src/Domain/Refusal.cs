namespace CrossChainOracle.Domain;

/// <summary>Why bytes or an attestation were refused: expected, with operands. The code is stable and a metrics label.</summary>
public abstract record Refusal(RefusalCode Code)
{
    public sealed record Truncated(string What, long Needed, long Available) : Refusal(RefusalCode.Truncated);

    public sealed record TrailingBytes(string What, long Count) : Refusal(RefusalCode.TrailingBytes);

    public sealed record Oversized(string What, long Size, long Limit) : Refusal(RefusalCode.Oversized);

    public sealed record BadMagic(string What, string Found) : Refusal(RefusalCode.BadMagic);

    public sealed record UnsupportedVersion(string What, uint Version) : Refusal(RefusalCode.UnsupportedVersion);

    public sealed record OutOfRange(string Field, string Value, string Rule) : Refusal(RefusalCode.OutOfRange);

    /// <summary>Statements must stand in order of kind, then subject, each subject once.</summary>
    public sealed record NotInOrder(int Index, string Subject, string Previous) : Refusal(RefusalCode.NotInOrder);

    public sealed record LeafCountMismatch(uint Stated, long Found) : Refusal(RefusalCode.LeafCountMismatch);

    public sealed record RootMismatch(Hash256 Stated, Hash256 Computed) : Refusal(RefusalCode.RootMismatch);

    public sealed record BodyMismatch(Hash256 Stated, Hash256 Computed) : Refusal(RefusalCode.BodyMismatch);

    public sealed record ContextMismatch(string Subject, Hash256 Stated, Hash256 Computed) : Refusal(RefusalCode.ContextMismatch);

    public sealed record UnknownAlgorithm(ushort Algorithm) : Refusal(RefusalCode.UnknownAlgorithm);

    public sealed record UnknownEpoch(uint Epoch, uint Current) : Refusal(RefusalCode.UnknownEpoch);

    /// <summary>Times in Unix milliseconds.</summary>
    public sealed record EpochExpired(uint Epoch, long ExpiredAt, long Now) : Refusal(RefusalCode.EpochExpired);

    public sealed record EpochNotYetValid(uint Epoch, long ValidFrom, long Now) : Refusal(RefusalCode.EpochNotYetValid);

    public sealed record TooFewSignatures(int Found, int Threshold) : Refusal(RefusalCode.TooFewSignatures);

    /// <summary>Signers must be members, each once, in ascending order.</summary>
    public sealed record SignerOrder(int Index, byte Signer) : Refusal(RefusalCode.SignerOrder);

    /// <summary>The signature does not recover to the member it names: another key, another digest, a high s, or no point at all.</summary>
    public sealed record BadSignature(byte Signer, EvmAddress Member, EvmAddress Recovered) : Refusal(RefusalCode.BadSignature);

    public sealed record WrongAudience(Hash256 Stated, Hash256 Own) : Refusal(RefusalCode.WrongAudience);

    public sealed record Expired(string Subject, long ValidUntil, long Now) : Refusal(RefusalCode.Expired);

    public sealed record Ahead(long ObservedAt, long Now, long Limit) : Refusal(RefusalCode.Ahead);

    public sealed record Duplicate(string Shard, ulong Sequence) : Refusal(RefusalCode.Duplicate);

    public sealed record OutOfOrder(string Shard, ulong Sequence, ulong Latest) : Refusal(RefusalCode.OutOfOrder);

    /// <summary>A second digest for one (shard, sequence): somebody signed twice. Never to be ignored.</summary>
    public sealed record Equivocation(string Shard, ulong Sequence, Hash256 First, Hash256 Second) : Refusal(RefusalCode.Equivocation);

    /// <summary>The batch does not continue the one before it.</summary>
    public sealed record BrokenChain(string Shard, ulong Sequence, Hash256 Expected, Hash256 Found) : Refusal(RefusalCode.BrokenChain);

    public sealed record BelowFloor(string Subject, ulong Sequence, ulong Floor) : Refusal(RefusalCode.BelowFloor);

    /// <summary>A rotation that does not follow the rules: next epoch, signed by the one before or by the recovery set after expiry and delay.</summary>
    public sealed record BadRotation(uint Epoch, string Rule) : Refusal(RefusalCode.BadRotation);

    /// <summary>A snapshot with a part whose statement in the same batch is not read any more. Part is empty where the context that names the parts was left out.</summary>
    public sealed record Retracted(string Subject, ulong Sequence, string Part, ulong Floor) : Refusal(RefusalCode.Retracted);

    /// <summary>Recomputing the round did not give what the batch says.</summary>
    public sealed record Recomputation(string What, string Stated, string Computed) : Refusal(RefusalCode.Recomputation);
}

/// <summary>The stable names of <see cref="Refusal"/>; test vectors and metrics use them.</summary>
public enum RefusalCode
{
    Truncated = 1,
    TrailingBytes,
    Oversized,
    BadMagic,
    UnsupportedVersion,
    OutOfRange,
    NotInOrder,
    LeafCountMismatch,
    RootMismatch,
    BodyMismatch,
    ContextMismatch,
    UnknownAlgorithm,
    UnknownEpoch,
    EpochExpired,
    EpochNotYetValid,
    TooFewSignatures,
    SignerOrder,
    BadSignature,
    WrongAudience,
    Expired,
    Ahead,
    Duplicate,
    OutOfOrder,
    Equivocation,
    BrokenChain,
    BelowFloor,
    BadRotation,
    Recomputation,
    Retracted,
}
