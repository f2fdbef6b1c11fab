namespace CrossChainOracle.Domain.Collateral;

/// <summary>What a shard of accounts carries from round to round: only what can still change. Finalized facts are not in it.</summary>
/// <param name="Shard">Whose state.</param>
/// <param name="NextSequence">Of the batch that the next round makes.</param>
/// <param name="ObservedAt">When the last round was observed; before the first, when the shard was started. Unix milliseconds.</param>
/// <param name="Chains">In order of chain.</param>
/// <param name="Facts">Attested and not final, in order of subject.</param>
/// <param name="Gaps">In order of account and chain.</param>
public sealed record CollateralState(
    ShardId Shard, ulong NextSequence, long ObservedAt, IReadOnlyList<ChainState> Chains, IReadOnlyList<LiveFact> Facts, IReadOnlyList<GapState> Gaps)
{
    /// <summary>Half of what a batch can state: a reorganisation that takes all of them is retracted in one batch.</summary>
    public const int MaximumFacts = 32_768;

    /// <summary>Every account of the largest policy on as many chains as it has links.</summary>
    public const int MaximumGaps = CollateralPolicy.MaximumAccounts * CollateralPolicy.MaximumLinks;

    public static CollateralState Initial(ShardId shard, long startedAt) => new(shard, 0, startedAt, [], [], []);
}

/// <summary>A chain as the last round left it.</summary>
/// <param name="Chain">CAIP-2.</param>
/// <param name="IsFaulty">A finalized block changed; it stays so until an operator begins the shard anew, or takes the chain out of the policy.</param>
/// <param name="Finalized">The highest finalized block that was seen.</param>
/// <param name="FinalizedHash">Its hash.</param>
public sealed record ChainState(ChainId Chain, bool IsFaulty, ulong Finalized, Hash256 FinalizedHash);

/// <summary>The newest attested fact about a subject, while a reorganisation can still take it.</summary>
/// <param name="Subject">Position or market.</param>
/// <param name="Kind">Of its statement.</param>
/// <param name="Chain">CAIP-2.</param>
/// <param name="Height">Of the block under it.</param>
/// <param name="Hash">Of that block.</param>
/// <param name="Sequence">Last batch that stated it; before the state's next.</param>
public sealed record LiveFact(Hash256 Subject, StatementKind Kind, ChainId Chain, ulong Height, Hash256 Hash, ulong Sequence);

/// <summary>Since when a chain's part of an account has not been stated, Unix milliseconds.</summary>
public sealed record GapState(AccountId Account, ChainId Chain, long From);
