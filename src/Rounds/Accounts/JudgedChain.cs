using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>A chain as a round saw it, judged by what the round before left.</summary>
internal sealed class JudgedChain
{
    private readonly Dictionary<(ulong Height, Hash256 Hash), LostBlock> _lost;
    private readonly ChainState? _before;

    private JudgedChain(ChainRule rule, ChainReading? reading, ChainState? before)
    {
        (Rule, Reading, _before) = (rule, reading, before);
        _lost = (reading?.Lost ?? []).ToDictionary(block => (block.Height, block.Lost));
        IsFaulty = before?.IsFaulty == true || (reading is not null && Breaks(reading, before));
        IsUsable = reading is not null && !IsFaulty && (before is null || reading.Finalized.Height >= before.Finalized);
    }

    public ChainRule Rule { get; }

    public ChainReading? Reading { get; }

    /// <summary>A finalized block changed, now or before.</summary>
    public bool IsFaulty { get; }

    /// <summary>Facts of this chain can be stated in this round.</summary>
    public bool IsUsable { get; }

    public CollateralGapReason Reason => IsFaulty ? CollateralGapReason.ChainFault : CollateralGapReason.ChainUnknown;

    public static Dictionary<ChainId, JudgedChain> All(CollateralPolicy policy, CollateralState state, CollateralRound round)
    {
        var readings = round.Chains.ToDictionary(reading => reading.Chain);
        var before = state.Chains.ToDictionary(chain => chain.Chain);
        return policy.Chains.ToDictionary(rule => rule.Chain, rule => new JudgedChain(rule, readings.GetValueOrDefault(rule.Chain), before.GetValueOrDefault(rule.Chain)));
    }

    /// <summary>The block that took the place of a lost one; null where the block was not lost.</summary>
    public LostBlock? LossOf(ulong height, Hash256 hash) => _lost.TryGetValue((height, hash), out var loss) ? loss : null;

    /// <summary>Why nothing can hang from that place: its block was lost, or the chain is known to have another one there. Null where it can.</summary>
    public string? Contradiction(Anchor at, PinKind pin)
    {
        if (LossOf(at.Height, at.Hash) is { } loss) return $"was read at block {at.Hash} of height {at.Height}, which was lost to {loss.Won}";
        if (Reading is null || pin is not (PinKind.Hash or PinKind.Number or PinKind.Height)) return null;
        foreach (var known in (ReadOnlySpan<Anchor>)[Reading.Finalized, Reading.Safe, Reading.Head])
        {
            if (known.Height == at.Height && known.Hash != at.Hash) return $"was read at block {at.Hash} of height {at.Height}, where {known.Hash} stands";
        }

        return null;
    }

    /// <summary>How final a fact of that place is. What has no block is only seen, however old it is.</summary>
    public Stage StageOf(Anchor at, PinKind pin)
    {
        if (pin == PinKind.Answer) return Stage.Seen;
        if (at.Height <= Reading!.Finalized.Height) return Stage.Finalized;
        if (at.Height <= Reading.Safe.Height) return Stage.Safe;
        return at.Height <= Reading.Head.Height && Reading.Head.Height - at.Height >= Rule.ConfirmedDepth ? Stage.Confirmed : Stage.Seen;
    }

    public uint ValidFor(Stage stage) => stage == Stage.Finalized ? Rule.FinalizedValidForMs : Rule.UnfinalizedTtlMs;

    public ChainStatusStatement Status(Hash256 chain, Hash256 context) => new()
    {
        Flags = Reading!.Flags | (IsFaulty ? ChainFlags.Fault : ChainFlags.None) | (IsUsable || IsFaulty ? ChainFlags.None : ChainFlags.Stalled),
        ValidFor = Rule.StatusValidForMs,
        Chain = chain,
        Head = Reading.Head,
        Safe = Reading.Safe,
        Finalized = Reading.Finalized,
        ScannedTo = IsUsable ? Reading.ScannedTo : 0,
        BaseFee = Reading.BaseFee,
        ReorgDepth = Reading.ReorgDepth,
        Context = context,
    };

    /// <summary>Null where the chain was never seen. What is final only grows; a fault stays.</summary>
    public ChainState? Next()
    {
        if (IsFaulty) return _before is null ? new(Rule.Chain, true, Reading!.Finalized.Height, Reading.Finalized.Hash) : _before with { IsFaulty = true };
        return IsUsable ? new(Rule.Chain, false, Reading!.Finalized.Height, Reading.Finalized.Hash) : _before;
    }

    private static bool Breaks(ChainReading reading, ChainState? before) =>
        reading.Flags.HasFlag(ChainFlags.Fault)
        || (before is not null && reading.Finalized.Height == before.Finalized && reading.Finalized.Hash != before.FinalizedHash)
        || (before is not null && reading.Lost.Any(block => block.Height <= before.Finalized));
}
