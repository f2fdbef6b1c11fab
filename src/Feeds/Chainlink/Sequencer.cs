using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Chainlink;

/// <summary>An L2's sequencer uptime feed: answer 0 says up, 1 says down, <c>startedAt</c> is the time of the last change.</summary>
/// <param name="Proxy">The uptime feed's contract.</param>
/// <param name="GraceMs">How long after the sequencer came back the chain's feeds are not used.</param>
public sealed record SequencerFeed(EvmAddress Proxy, long GraceMs = ChainlinkLimits.DefaultSequencerGraceMs)
{
    /// <summary>What the uptime feed says about every value read at the same block; false with the reason where it says nothing that is understood.</summary>
    public bool TryJudge(CallOutcome outcome, PinnedBlock block, out ObservationFlags flags, out ReadFailure? failure)
    {
        flags = ObservationFlags.None;
        failure = null;
        if (outcome is CallOutcome.Failed failed)
        {
            failure = failed.Failure with { Detail = $"sequencer feed: {failed.Failure.Detail}" };
            return false;
        }

        var returned = (CallOutcome.Returned)outcome;
        if (!ChainlinkParser.TryParseRound(returned.Data.Span, out var round, out failure)) return false;
        if (round.Answer != 0 && round.Answer != 1)
        {
            failure = new(RejectionCode.Malformed, $"sequencer feed: answer {round.Answer} is neither 0 (up) nor 1 (down)");
            return false;
        }

        flags = Flags(round, block.Timestamp / 1000);
        return true;
    }

    private ObservationFlags Flags(ChainlinkRound round, long blockSeconds)
    {
        // startedAt 0: Arbitrum's uptime contract was not initialised, so nobody said that the sequencer is up.
        if (round.Answer == 1 || round.StartedAt == 0) return ObservationFlags.SequencerDown;

        // The chain's own clock is compared: both times are the chain's. A start later than the block is no age at all.
        var up = (Int128)blockSeconds - round.StartedAt;
        return up * 1000 <= GraceMs ? ObservationFlags.SequencerGrace : ObservationFlags.None;
    }
}
