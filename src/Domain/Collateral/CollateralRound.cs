namespace CrossChainOracle.Domain.Collateral;

/// <summary>All that was seen of one shard's accounts for one tick. Accounts of which nothing changed are not in it.</summary>
/// <remarks>An account that is in it is there as a whole, with its positions on all chains, so that its statements in one batch fit together.</remarks>
public sealed record CollateralRound : RoundHeader
{
    /// <summary>Of one account; one that has more is stated as not read.</summary>
    public const int MaximumPositions = 256;

    public required IReadOnlyList<ChainReading> Chains { get; init; }

    public required IReadOnlyList<MarketReading> Markets { get; init; }

    public required IReadOnlyList<PositionReading> Positions { get; init; }

    public required IReadOnlyList<AccountProblem> Problems { get; init; }

    public required IReadOnlyList<PriceReading> Prices { get; init; }

    /// <summary>The signed price statements behind <see cref="Prices"/>, each once.</summary>
    public required IReadOnlyList<Evidence> Evidence { get; init; }
}

/// <summary>A chain as it was seen for a round.</summary>
public sealed record ChainReading
{
    public required ChainId Chain { get; init; }

    public required ChainFlags Flags { get; init; }

    public required Anchor Head { get; init; }

    /// <summary>Equal to <see cref="Finalized"/> where the chain has no such stage.</summary>
    public required Anchor Safe { get; init; }

    public required Anchor Finalized { get; init; }

    /// <summary>Up to this block every change of every position was looked for.</summary>
    public required ulong ScannedTo { get; init; }

    public required UInt128 BaseFee { get; init; }

    /// <summary>Deepest reorganisation since the round before, in blocks.</summary>
    public required uint ReorgDepth { get; init; }

    /// <summary>Blocks that were reorganised away since the round before and held attested facts, in order of height and hash.</summary>
    public required IReadOnlyList<LostBlock> Lost { get; init; }

    /// <summary>What is wrong; empty when nothing is. Made printable, see <see cref="PrintableText"/>.</summary>
    public required string Note
    {
        get;
        init => field = PrintableText.Clean(value);
    }
}

/// <summary>A block that was reorganised away.</summary>
/// <param name="Height">Of both.</param>
/// <param name="Lost">The hash that is gone.</param>
/// <param name="Won">What stands there now; zero where the chain is not that long any more.</param>
public readonly record struct LostBlock(ulong Height, Hash256 Lost, Hash256 Won);

/// <summary>A market's index.</summary>
/// <param name="Market">Which.</param>
/// <param name="Decimals">Of the asset.</param>
/// <param name="Index">At <paramref name="At"/>.</param>
/// <param name="Bound">The lowest (for debt: the highest) of the finalized and every unfinalized block.</param>
/// <param name="At">Where it was read.</param>
/// <param name="Evidence">What stands behind it.</param>
/// <param name="Pin">How the read was pinned.</param>
public sealed record MarketReading(MarketKey Market, byte Decimals, ShareIndex Index, ShareIndex Bound, Anchor At, Authenticity Evidence, PinKind Pin);

/// <summary>One position of one account: at the finalized block, at the newest, and what happened between.</summary>
public sealed record PositionReading
{
    /// <summary>Most unfinalized changes; what has more is stated as unknown.</summary>
    public const int MaximumChanges = 1_000;

    public required AccountId Account { get; init; }

    public required PositionKey Key { get; init; }

    public required byte Decimals { get; init; }

    public required CreditRule Rule { get; init; }

    public required Authenticity Evidence { get; init; }

    public required PinKind Pin { get; init; }

    /// <summary>The block since which <see cref="Seen"/> has been what it is.</summary>
    public required Anchor At { get; init; }

    /// <summary>Shares at the finalized block.</summary>
    public required UInt128 Finalized { get; init; }

    /// <summary>Shares at the newest block.</summary>
    public required UInt128 Seen { get; init; }

    /// <summary>At the newest block.</summary>
    public required ShareIndex Index { get; init; }

    /// <summary>The lowest (for debt: the highest) of the finalized and every unfinalized block.</summary>
    public required ShareIndex Bound { get; init; }

    /// <summary>Some of the unfinalized blocks were not seen: <see cref="Changes"/> may lack some.</summary>
    public required bool IsWindowUnknown { get; init; }

    /// <summary>In order of height, unit, delta.</summary>
    public required IReadOnlyList<ShareDelta> Changes { get; init; }
}

/// <summary>What could not be read of an account on a chain.</summary>
public sealed record AccountProblem(AccountId Account, ChainId Chain, ReadingProblem Problem);

/// <summary>A price as a price batch states it; its evidence is the signed statement itself.</summary>
/// <param name="Reference">The batch.</param>
/// <param name="Value">Mid.</param>
/// <param name="Confidence">Half-width; at most <see cref="Price.Maximum"/>, a wider price is no use here.</param>
/// <param name="Verdict">Of the price.</param>
/// <param name="Breaker">Of the feed.</param>
/// <param name="ValidUntil">Unix milliseconds.</param>
public sealed record PriceReading(PriceReference Reference, Price Value, Price Confidence, Verdict Verdict, BreakerState Breaker, long ValidUntil);
