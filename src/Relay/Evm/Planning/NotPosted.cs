using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>Why something is not posted now, with the operands that decided it. Times are Unix milliseconds.</summary>
public abstract record NotPosted
{
    private NotPosted() { }

    /// <summary>The price is nearer to the stored one than the feed's limit, and no heartbeat is due before <paramref name="HeartbeatAt"/>.</summary>
    public sealed record Unchanged(ulong DeviationPpm, uint LimitPpm, long HeartbeatAt) : NotPosted;

    /// <summary>The stored fact lives long enough.</summary>
    public sealed record NotDue(long DueAt) : NotPosted;

    /// <summary>It ends before, or less than the margin after, it could be included.</summary>
    public sealed record Expired(long ValidUntil, long At, long MarginMs) : NotPosted;

    public sealed record BreakerOpen(BreakerState Breaker) : NotPosted;

    /// <summary>The verdict has no relay bit, or the policy posts no gaps of the feed.</summary>
    public sealed record NotRelayable(Verdict Verdict) : NotPosted;

    /// <summary>A gap, and no stored price that could be read.</summary>
    public sealed record NothingToReplace : NotPosted;

    public sealed record NotFinalEnough(Stage Stage, Stage Needed) : NotPosted;

    /// <param name="OnChain">Sequence, floor or epoch that is there.</param>
    public sealed record AlreadyNewer(ulong OnChain) : NotPosted;

    /// <summary>This one, or one that makes it unnecessary, is under way.</summary>
    public sealed record InFlight(ulong Sequence) : NotPosted;

    /// <summary>Wei per gas.</summary>
    public sealed record TooDear(UInt128 FeePerGas, UInt128 Ceiling) : NotPosted;

    public sealed record BelowFloor(ulong Sequence, ulong Floor) : NotPosted;

    /// <summary>The hub does not accept the epoch: a rotation must go first, or the epoch is over.</summary>
    public sealed record UnknownEpoch(uint Epoch, uint Current) : NotPosted;

    /// <summary>Observed later than the hub's clock allows.</summary>
    public sealed record Ahead(long ObservedAt, long Latest) : NotPosted;

    /// <summary>Nothing that it retracts was ever posted here.</summary>
    public sealed record NotPostedHere : NotPosted;

    /// <summary>A relayer before this one is to post it; this one does from <paramref name="From"/>, if the hub lacks it then.</summary>
    public sealed record NotOurTurn(long Since, long From) : NotPosted;

    /// <summary>A proof of so many nodes is longer than a transaction with so many signatures has room for.</summary>
    /// <param name="MostNodes">That there is room for; -1: for not even a batch of one statement.</param>
    public sealed record Unfit(int Signers, int ProofNodes, int MostNodes) : NotPosted;

    /// <summary>The policy does not name the feed, the kind, the account or the chain.</summary>
    public sealed record NotInPolicy : NotPosted;
}
