namespace CrossChainOracle.Domain.Collateral;

/// <summary>A place on a chain that a fact hangs from.</summary>
/// <param name="Height">Block number, slot or height; 0 for answers of an interface without blocks.</param>
/// <param name="Hash">The block's hash; where the chain cannot be pinned by one, keccak256 of the bytes that were read.</param>
/// <param name="Time">The block's time, or that of the answer, Unix milliseconds.</param>
public readonly record struct Anchor(ulong Height, Hash256 Hash, long Time);

/// <summary>What an account holds or owes in one position, how final that is and how much of it counts.</summary>
/// <remarks>All shares are in the protocol's own unit. Subject: <see cref="Position"/>.</remarks>
public sealed record CollateralStatement() : Statement(StatementKind.Collateral)
{
    /// <summary>The owner's link to the account was proven by a signature; otherwise it is declared only.</summary>
    public required bool IsLinkProven { get; init; }

    /// <summary>Some of the unfinalized window was not seen: nothing of the position is credited.</summary>
    public required bool IsWindowUnknown { get; init; }

    public required PositionSide Side { get; init; }

    /// <summary>Of <see cref="At"/>, the block since which <see cref="Seen"/> has been what it is.</summary>
    public required Stage Stage { get; init; }

    public required Authenticity Evidence { get; init; }

    public required PinKind Pin { get; init; }

    public required CreditRule Rule { get; init; }

    /// <summary>Of the asset, 0 to 38.</summary>
    public required byte Decimals { get; init; }

    public required AccountId Account { get; init; }

    /// <summary>keccak256 over account and position key; the key travels in the context.</summary>
    public required Hash256 Position { get; init; }

    public required Anchor At { get; init; }

    /// <summary>Milliseconds after the batch's observation time at which the statement ends, unless a chain status extends it.</summary>
    public required uint ValidFor { get; init; }

    public required UInt128 Finalized { get; init; }

    /// <summary>Zero says that there is no such position.</summary>
    public required UInt128 Seen { get; init; }

    /// <summary>Shares that count: of collateral never more than is certain, of debt never less.</summary>
    public required UInt128 Credited { get; init; }

    /// <summary>What the credited shares are worth in the asset's smallest unit, at the lowest index of finalized and unfinalized blocks; of debt at the highest.</summary>
    public required UInt128 Amount { get; init; }

    /// <summary>keccak256 of the <see cref="CollateralContext"/>.</summary>
    public required Hash256 Context { get; init; }

    /// <summary>There is no such position, neither at the newest block nor at the finalized one.</summary>
    public bool IsAbsent => Seen == 0 && Finalized == 0;
}

/// <summary>What stands behind a collateral statement and no contract reads.</summary>
/// <param name="Key">The position.</param>
/// <param name="Bound">The index that <see cref="CollateralStatement.Amount"/> was taken at.</param>
/// <param name="Changes">The unfinalized changes, in order of height, unit, delta; the first <see cref="MaximumChanges"/>.</param>
public sealed record CollateralContext(PositionKey Key, ShareIndex Bound, IReadOnlyList<ShareDelta> Changes)
{
    public const int MaximumChanges = 255;
}

/// <summary>A change of a position's shares that is not final.</summary>
/// <param name="Height">Of the block it is in.</param>
/// <param name="Unit">What survives whole or not at all: the transaction's hash, or the block's where only blocks can be told apart.</param>
/// <param name="Delta">Shares added (positive) or taken away (negative).</param>
public readonly record struct ShareDelta(ulong Height, Hash256 Unit, Int128 Delta);

/// <summary>What a share of a market is worth. Positions are stated in shares: interest changes this statement and none of theirs.</summary>
public sealed record MarketIndexStatement() : Statement(StatementKind.MarketIndex)
{
    public required PositionSide Side { get; init; }

    public required Stage Stage { get; init; }

    public required Authenticity Evidence { get; init; }

    public required PinKind Pin { get; init; }

    public required byte Decimals { get; init; }

    /// <summary>keccak256 over chain, source, market, asset and side; they travel in the context.</summary>
    public required Hash256 Market { get; init; }

    public required Anchor At { get; init; }

    public required uint ValidFor { get; init; }

    public required ShareIndex Index { get; init; }

    /// <summary>The lowest (for debt: the highest) of the finalized and every unfinalized block.</summary>
    public required ShareIndex Bound { get; init; }

    /// <summary>keccak256 of the <see cref="MarketKey"/>'s bytes.</summary>
    public required Hash256 Context { get; init; }
}

/// <summary>A market and side whose shares have an index.</summary>
public sealed record MarketKey(ChainId Chain, string Source, string Market, AssetId Asset, PositionSide Side)
{
    public static MarketKey Of(PositionKey key) => new(key.Chain, key.Source, key.Market, key.Asset, key.Side);
}

/// <summary>How a chain is doing: without it the validity of nothing on that chain can be judged.</summary>
public sealed record ChainStatusStatement() : Statement(StatementKind.ChainStatus)
{
    public required ChainFlags Flags { get; init; }

    public required uint ValidFor { get; init; }

    /// <summary>keccak256 of the chain's CAIP-2 text, which travels in the context.</summary>
    public required Hash256 Chain { get; init; }

    public required Anchor Head { get; init; }

    /// <summary>Equal to <see cref="Finalized"/> where the chain has no such stage.</summary>
    public required Anchor Safe { get; init; }

    public required Anchor Finalized { get; init; }

    /// <summary>Up to this block every change of every attested position was looked for: statements that were not replaced still hold there.</summary>
    public required ulong ScannedTo { get; init; }

    /// <summary>Wei per gas of the head; 0 where the chain has none.</summary>
    public required UInt128 BaseFee { get; init; }

    /// <summary>Deepest reorganisation since the status before, in blocks.</summary>
    public required uint ReorgDepth { get; init; }

    /// <summary>keccak256 of the <see cref="ChainContext"/>.</summary>
    public required Hash256 Context { get; init; }
}

/// <summary>What is wrong with a chain; a bit each.</summary>
[Flags]
public enum ChainFlags : byte
{
    None = 0,

    /// <summary>A finalized block changed: nothing of this chain is attested until an operator has looked.</summary>
    Fault = 1,

    SequencerDown = 2,

    /// <summary>The sequencer came back less than its grace period ago.</summary>
    SequencerGrace = 4,

    /// <summary>The head is older than the profile allows.</summary>
    Stalled = 8,
}

/// <summary>Which chain a status is about, in words.</summary>
/// <param name="Chain">CAIP-2.</param>
/// <param name="Note">What is wrong, printable ASCII, at most 200 characters; empty when nothing is.</param>
public sealed record ChainContext(ChainId Chain, string Note);

/// <summary>The block under an attested fact was reorganised away. Raises the subject's floor: nothing about it up to that sequence is read again.</summary>
public sealed record RetractionStatement() : Statement(StatementKind.Retraction)
{
    public required StatementKind FactKind { get; init; }

    /// <summary>The last sequence of the shard in which the fact was stated: the floor.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The shard the fact was stated in.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>The position or market that the fact was about.</summary>
    public required Hash256 Subject { get; init; }

    public required Hash256 Fact { get; init; }

    /// <summary>The block that is gone.</summary>
    public required Hash256 Lost { get; init; }

    /// <summary>The block that now stands at its height; zero where the chain is not that long any more.</summary>
    public required Hash256 Won { get; init; }

    /// <summary>keccak256 of the chain's CAIP-2 text.</summary>
    public required Hash256 Chain { get; init; }

    public required ulong Height { get; init; }
}

/// <summary>An account's chains joined at one instant and priced.</summary>
/// <remarks>Values are in the quote currency of the prices, scaled by 10^18; negative ones are owed.</remarks>
public sealed record SnapshotStatement() : Statement(StatementKind.Snapshot)
{
    public required Verdict Verdict { get; init; }

    /// <summary>Worst breaker of the prices used.</summary>
    public required BreakerState Breaker { get; init; }

    /// <summary>Weakest of the positions used.</summary>
    public required Stage Stage { get; init; }

    public required Authenticity Evidence { get; init; }

    public required CreditRule Rule { get; init; }

    /// <summary>Something of the account could not be read; the context says what.</summary>
    public required bool IsIncomplete { get; init; }

    public required ushort Positions { get; init; }

    /// <summary>Milliseconds between the oldest and the newest block time that was used.</summary>
    public required uint Skew { get; init; }

    public required uint ValidFor { get; init; }

    public required AccountId Account { get; init; }

    /// <summary>What is seen to be owned less what is seen to be owed, at the mid prices.</summary>
    public required Int128 Equity { get; init; }

    /// <summary>Half-width of <see cref="Equity"/>: every position's own, added up.</summary>
    public required Int128 Confidence { get; init; }

    /// <summary>What counts: the equity by the credit rule, at the worse edges of the prices.</summary>
    public required Int128 Credited { get; init; }

    /// <summary>What is seen at the worse edges and not credited.</summary>
    public required Int128 AtRisk { get; init; }

    /// <summary>Counted debt at the upper edges.</summary>
    public required Int128 Debt { get; init; }

    /// <summary>Bridged value in flight, unbonding, queued redemptions, at the lower edges. In no other figure.</summary>
    public required Int128 Pending { get; init; }

    /// <summary>keccak256 of the <see cref="SnapshotContext"/>.</summary>
    public required Hash256 Context { get; init; }
}

/// <summary>What a snapshot was made of.</summary>
/// <param name="Oldest">Oldest block time used, Unix milliseconds.</param>
/// <param name="Newest">Newest block time used.</param>
/// <param name="Prices">The price batches, in order of feed.</param>
/// <param name="Parts">The positions, in their order. What voids a statement about one of them voids the snapshot.</param>
/// <param name="Missing">What could not be used, in order of text; the first <see cref="MaximumMissing"/>.</param>
public sealed record SnapshotContext(long Oldest, long Newest, IReadOnlyList<PriceReference> Prices, IReadOnlyList<SnapshotPart> Parts, IReadOnlyList<string> Missing)
{
    public const int MaximumMissing = 24;
}

/// <summary>One position of a snapshot.</summary>
/// <param name="Position">Subject of its statement in the same batch.</param>
/// <param name="Fact">That statement's fact. Another one may be retracted in its place, a later fact about the same position: the floor it raises counts.</param>
public readonly record struct SnapshotPart(Hash256 Position, Hash256 Fact);

/// <summary>A price statement by its batch.</summary>
public readonly record struct PriceReference(FeedId Feed, ShardId Shard, ulong Sequence, Hash256 Digest);

/// <summary>Why a chain's part of an account is not stated.</summary>
public enum CollateralGapReason : byte
{
    /// <summary>A source gave no usable answer.</summary>
    ReadFailed = 1,

    /// <summary>A finalized block of the chain changed.</summary>
    ChainFault = 2,

    /// <summary>There is no usable view of the chain.</summary>
    ChainUnknown = 3,
}

/// <summary>That a part of an account could not be stated, from when to when, and why.</summary>
public sealed record CollateralGapStatement() : Statement(StatementKind.CollateralGap)
{
    public required CollateralGapReason Reason { get; init; }

    public required AccountId Account { get; init; }

    /// <summary>keccak256 of the chain's CAIP-2 text.</summary>
    public required Hash256 Chain { get; init; }

    /// <summary>The last batch's observation time, exclusive, Unix milliseconds.</summary>
    public required long From { get; init; }

    /// <summary>Up to when that is known, inclusive.</summary>
    public required long To { get; init; }

    /// <summary>keccak256 of the <see cref="CollateralGapContext"/>.</summary>
    public required Hash256 Context { get; init; }
}

/// <summary>Why a chain's part of an account is missing.</summary>
/// <param name="Chain">CAIP-2.</param>
/// <param name="Problems">In order of source, market, code; the first <see cref="MaximumProblems"/>.</param>
public sealed record CollateralGapContext(ChainId Chain, IReadOnlyList<ReadingProblem> Problems)
{
    public const int MaximumProblems = 64;
}
