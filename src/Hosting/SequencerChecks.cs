using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Feeds.Chainlink;

namespace CrossChainOracle.Hosting;

/// <summary>Chainlink's uptime feed, asked at the blocks that accounts are read at.</summary>
internal static class SequencerChecks
{
    private const string Name = "sequencer feed";

    /// <summary>Null on chains without one. Where it does not say that the sequencer is up, nobody does: it counts as down.</summary>
    public static SequencerCheck? Of(EvmReader reader, EvmAddress? proxy, ChainIncidents incidents)
    {
        if (proxy is not { } address) return null;
        var feed = new SequencerFeed(address);
        EvmCall[] calls = [ChainlinkRequest.ForLatestRound(address)];
        return async (block, cancellation) =>
        {
            var outcomes = await reader.CallAsync(block, calls, cancellation).ConfigureAwait(false);
            if (feed.TryJudge(outcomes[0], block, out var flags, out var failure)) return FlagsOf(flags);
            incidents.Hear(Name, failure!);
            return ChainFlags.SequencerDown;
        };
    }

    private static ChainFlags FlagsOf(ObservationFlags flags) =>
        (flags.HasFlag(ObservationFlags.SequencerDown) ? ChainFlags.SequencerDown : ChainFlags.None) | (flags.HasFlag(ObservationFlags.SequencerGrace) ? ChainFlags.SequencerGrace : ChainFlags.None);
}
