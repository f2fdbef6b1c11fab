namespace CrossChainOracle.Domain;

/// <summary>Why a value or a source was not used: expected, with the operands that decided it. Never an exception.</summary>
/// <param name="Code">Stable number and metrics label of the cause; stands in gap contexts and round bytes.</param>
public abstract record Rejection(RejectionCode Code)
{
    /// <summary>Older than the route allows. Times in Unix milliseconds, ages in milliseconds.</summary>
    public sealed record Stale(long PublishedAt, long Age, long Limit) : Rejection(RejectionCode.Stale);

    /// <summary>A threshold feed that has not moved since its heartbeat: it does not clamp at its bounds, it freezes.</summary>
    public sealed record Frozen(long PublishedAt, long Age, long Heartbeat, long Grace) : Rejection(RejectionCode.Frozen);

    /// <summary>Published later than our clock by more than the route allows.</summary>
    public sealed record Ahead(long PublishedAt, long ObservedAt, long Limit) : Rejection(RejectionCode.Ahead);

    public sealed record NotPositive(Price Value) : Rejection(RejectionCode.NotPositive);

    public sealed record OutOfBounds(Price Value, Price Lower, Price Upper) : Rejection(RejectionCode.OutOfBounds);

    /// <summary>The source's own half-width is above the feed's limit.</summary>
    public sealed record Wide(Price HalfWidth, Price Value, uint LimitPpm) : Rejection(RejectionCode.Wide);

    public sealed record IncompleteRound(UInt128 Round) : Rejection(RejectionCode.IncompleteRound);

    public sealed record SequencerDown(ulong Height) : Rejection(RejectionCode.SequencerDown);

    public sealed record SequencerGrace(ulong Height) : Rejection(RejectionCode.SequencerGrace);

    /// <summary>Farther from the median than its own half-width plus the feed's limit while a strict majority is not.</summary>
    public sealed record Outlier(Price Value, Price Median, Price Allowance) : Rejection(RejectionCode.Outlier);

    /// <summary>The policy names no such route for the feed.</summary>
    public sealed record UnknownRoute(RouteId Route) : Rejection(RejectionCode.UnknownRoute);

    /// <summary>The provider as a whole is not to be trusted in this round; its votes are removed from every feed.</summary>
    public sealed record ProviderFault(string Reason) : Rejection(RejectionCode.ProviderFault);

    /// <summary>The route was asked and gave nothing in this round.</summary>
    public sealed record Absent(RouteId Route) : Rejection(RejectionCode.Absent);

    /// <summary>Found while reading the source, before there was a value: the code says which kind, the detail says what and where.</summary>
    public sealed record Source(RejectionCode Cause, string Detail) : Rejection(Cause);
}

/// <summary>The stable numbers of <see cref="Rejection"/>; they stand in round bytes and never change meaning.</summary>
public enum RejectionCode : byte
{
    Stale = 1,
    Frozen = 2,
    Ahead = 3,
    NotPositive = 4,
    OutOfBounds = 5,
    Wide = 6,
    IncompleteRound = 7,
    SequencerDown = 8,
    SequencerGrace = 9,
    Outlier = 10,
    UnknownRoute = 11,
    ProviderFault = 12,
    Absent = 13,

    /// <summary>The endpoint could not be reached, timed out or answered with an error status.</summary>
    Unreachable = 32,

    /// <summary>The answer does not have the form its protocol prescribes.</summary>
    Malformed = 33,

    /// <summary>Larger than the reader accepts.</summary>
    Oversized = 34,

    /// <summary>An answer about another feed than the one asked for.</summary>
    WrongFeed = 35,

    /// <summary>Too few valid signatures of the named signer set, or one that does not recover to its member.</summary>
    BadSignature = 36,

    /// <summary>A Merkle proof that does not lead to the signed root.</summary>
    BadProof = 37,

    /// <summary>A signer set that is not known here.</summary>
    UnknownSignerSet = 38,

    /// <summary>A signer set that had expired at the time it signed for.</summary>
    ExpiredSignerSet = 39,

    /// <summary>A signed message of another emitter or chain than the source's.</summary>
    WrongEmitter = 40,

    /// <summary>Fewer endpoints agreed than the route requires.</summary>
    EndpointQuorum = 41,

    /// <summary>The source's credential was refused.</summary>
    Unauthorized = 42,

    /// <summary>The source asked to be called less often.</summary>
    RateLimited = 43,

    /// <summary>The contract call reverted or there is no contract at the address.</summary>
    CallFailed = 44,

    /// <summary>A number that does not fit the type it must be held in.</summary>
    OutOfRange = 45,
}
