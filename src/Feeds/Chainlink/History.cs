using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>Why a walk backwards ended.</summary>
public enum HistoryEnd
{
    /// <summary>All rounds that were asked for are there.</summary>
    Complete = 0,

    /// <summary>At the first round of the phase: older ones are the business of the aggregator before, whose last round is not known here.</summary>
    PhaseStart = 1,

    /// <summary>At a round that could not be read.</summary>
    Failed = 2,
}

/// <summary>Consecutive rounds of one phase, newest first.</summary>
/// <param name="Rounds">Incomplete ones included.</param>
/// <param name="End">Why there are no more.</param>
/// <param name="Failure">What went wrong where <paramref name="End"/> is <see cref="HistoryEnd.Failed"/>.</param>
public sealed record ChainlinkHistory(IReadOnlyList<ChainlinkRound> Rounds, HistoryEnd End, ReadFailure? Failure)
{
    /// <summary>Walks backwards from <paramref name="newest"/> with <c>getRoundData</c> at one block, never across a change of phase.</summary>
    /// <param name="reader">The chain.</param>
    /// <param name="proxy">The feed's proxy.</param>
    /// <param name="block">The pinned block.</param>
    /// <param name="newest">The first round to read.</param>
    /// <param name="count">1 to <see cref="ChainlinkLimits.MaximumHistory"/> rounds.</param>
    /// <param name="cancellation">Ends the walk with <see cref="OperationCanceledException"/>.</param>
    public static async Task<ChainlinkHistory> ReadAsync(
        EvmReader reader, EvmAddress proxy, PinnedBlock block, PhaseRound newest, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ChainlinkLimits.MaximumHistory);
        var wanted = new List<PhaseRound> { newest };
        while (wanted.Count < count && wanted[^1].TryPrevious(out var previous)) wanted.Add(previous);

        var outcomes = await reader.CallAsync(block, [.. wanted.Select(round => ChainlinkRequest.ForRound(proxy, round))], cancellation).ConfigureAwait(false);
        var rounds = new List<ChainlinkRound>();
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!TryRead(outcomes[i], wanted[i], out var round, out var failure)) return new(rounds, HistoryEnd.Failed, failure);
            rounds.Add(round);
        }

        return new(rounds, rounds.Count == count ? HistoryEnd.Complete : HistoryEnd.PhaseStart, null);
    }

    private static bool TryRead(CallOutcome outcome, PhaseRound wanted, out ChainlinkRound round, out ReadFailure? failure)
    {
        round = default;
        failure = (outcome as CallOutcome.Failed)?.Failure;
        if (outcome is not CallOutcome.Returned returned || !ChainlinkParser.TryParseRound(returned.Data.Span, out round, out failure)) return false;
        if (round.Id != wanted) failure = new(RejectionCode.Malformed, $"getRoundData: answer is about {round.Id}, {wanted} was asked");
        return failure is null;
    }
}
