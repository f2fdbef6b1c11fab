using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline;

/// <summary>What came of one turn of a shard.</summary>
public abstract record RoundOutcome
{
    private RoundOutcome() { }

    /// <summary>Signed by a threshold, durable, in the stream.</summary>
    /// <param name="Attestation">As published.</param>
    /// <param name="Digest">Its digest.</param>
    /// <param name="Offset">Its place in the stream; null where the stream does not say.</param>
    /// <param name="Feeds">Per feed, with every rejection; empty for a batch that was finished after a restart.</param>
    public sealed record Published(Attestation Attestation, Hash256 Digest, string? Offset, IReadOnlyList<FeedOutcome> Feeds) : RoundOutcome;

    /// <summary>Reserved, but fewer than a threshold of attesters signed. The same batch is tried again; nothing else is reserved before.</summary>
    /// <param name="Sequence">Of the waiting batch.</param>
    /// <param name="Have">Signatures that came.</param>
    /// <param name="Need">The threshold.</param>
    /// <param name="Faults">One for each attester that did not sign.</param>
    public sealed record Waiting(ulong Sequence, int Have, int Need, IReadOnlyList<CosignerFault> Faults) : RoundOutcome;

    /// <summary>Nothing to do now: the clock has not moved past the last round.</summary>
    public sealed record TooEarly(long ObservedAt, long LastObservedAt) : RoundOutcome;

    /// <summary>The attester set signs nothing of that time here: it has not begun, has ended, or another has followed it. Nothing was reserved.</summary>
    public sealed record OutOfTerm(Refusal Refusal) : RoundOutcome;

    /// <summary>Nothing was seen yet that could be stated.</summary>
    public sealed record Nothing : RoundOutcome;

    /// <summary>Nothing was changed; the turn may be tried again.</summary>
    public sealed record Failed(string Stage, string Reason) : RoundOutcome
    {
        /// <summary>The stage at which a batch turns out to be larger than what it must go through: with the same inputs it fails again.</summary>
        public const string Encode = "encode";
    }

    /// <summary>It is not known what is on disk, or somebody else moved the head: the shard must be loaded again before anything is done.</summary>
    public sealed record Reload(string Stage, string Reason) : RoundOutcome;
}
