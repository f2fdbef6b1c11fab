using CrossChainOracle.Domain.Tests.Heads;

namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>Each rule just inside and just outside; a profile that breaks several is told all of them.</summary>
public class ChainProfileRulesTests
{
    private const long Longest = uint.MaxValue;

    private static readonly EvmAddress Feed = EvmAddress.Parse(new('1', 40));

    public static TheoryData<string, Func<ChainProfile, ChainProfile>> Sound => new()
    {
        { "as is", profile => profile },
        { "durations high", profile => profile with { UnfinalizedTtlMs = Longest, FinalizedValidForMs = Longest, HeartbeatMs = Longest - 1, MaximumHeadAgeMs = Longest } },
        { "durations low", profile => profile with { UnfinalizedTtlMs = 1, FinalizedValidForMs = 2, HeartbeatMs = 1, MaximumHeadAgeMs = 1 } },
        { "window low", profile => profile with { MaximumWindow = 1, ConfirmedDepth = 1 } },
        { "window high", profile => profile with { MaximumWindow = 65_536, ConfirmedDepth = 65_536 } },
        { "rollup", profile => profile with { Finality = FinalityKind.Rollup, SequencerFeed = Feed } },
        { "answer", profile => profile with { Pin = PinKind.Answer, Finality = FinalityKind.HyperBft } },
        { "solana", profile => profile with { Chain = ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"), Pin = PinKind.SlotRange, Finality = FinalityKind.Solana } },
        { "cosmos", profile => profile with { Chain = ChainId.Parse("cosmos:cosmoshub-4"), Pin = PinKind.Height, Finality = FinalityKind.CometBft } },
        { "another", profile => profile with { Chain = ChainId.Parse("other:1"), Pin = PinKind.Height, Finality = FinalityKind.CometBft } },
    };

    public static TheoryData<string, Func<ChainProfile, ChainProfile>> Broken => new()
    {
        { "chain: must be named", profile => profile with { Chain = default } },
        { "pin: 0 is not known", profile => profile with { Pin = 0 } },
        { "pin: 6 is not known", profile => profile with { Pin = (PinKind)6 } },
        { "pin: Height is not for chains of eip155", profile => profile with { Pin = PinKind.Height } },
        { "pin: Hash is not for chains of cosmos", profile => profile with { Chain = ChainId.Parse("cosmos:cosmoshub-4"), Finality = FinalityKind.CometBft } },
        { "finality: 0 is not known", profile => profile with { Finality = 0 } },
        { "finality: 7 is not known", profile => profile with { Finality = (FinalityKind)7 } },
        { "finality: CometBft is not for chains of eip155", profile => profile with { Finality = FinalityKind.CometBft } },
        { "finality: EthereumPos is not for chains of solana", profile => profile with { Chain = ChainId.Parse("solana:5eykt"), Pin = PinKind.SlotRange } },
        { "unfinalizedTtl: 1 to 4294967295 ms, not 0 ms", profile => profile with { UnfinalizedTtlMs = 0 } },
        { "unfinalizedTtl: at most finalizedValidFor, 600000 ms, not 600001 ms", profile => profile with { UnfinalizedTtlMs = 600_001 } },
        { "finalizedValidFor: 1 to 4294967295 ms", profile => profile with { FinalizedValidForMs = Longest + 1 } },
        { "heartbeat: 1 to 4294967295 ms, not 0 ms", profile => profile with { HeartbeatMs = 0 } },
        { "heartbeat: below finalizedValidFor, 600000 ms", profile => profile with { HeartbeatMs = 600_000 } },
        { "maximumHeadAge: 1 to 4294967295 ms, not 0 ms", profile => profile with { MaximumHeadAgeMs = 0 } },
        { "maximumWindow: 1 to 65536 blocks, not 65537", profile => profile with { MaximumWindow = 65_537 } },
        { "confirmedDepth: 1 to maximumWindow, 32 blocks, not 33", profile => profile with { ConfirmedDepth = 33 } },
        { "confirmedDepth: 1 to maximumWindow, 32 blocks, not 0", profile => profile with { ConfirmedDepth = 0 } },
        { "sequencerFeed: only a rollup has a sequencer, not EthereumPos", profile => profile with { SequencerFeed = Feed } },
        { "sequencerFeed: must not be the zero address", profile => profile with { Finality = FinalityKind.Rollup, SequencerFeed = default(EvmAddress) } },
    };

    [Theory]
    [MemberData(nameof(Sound), DisableDiscoveryEnumeration = true)]
    public void JustInside_IsSound(string what, Func<ChainProfile, ChainProfile> change) =>
        Assert.True(ChainProfileRules.Problems(change(BlockTree.Profile())) is { Count: 0 }, $"{what}: {string.Join("; ", ChainProfileRules.Problems(change(BlockTree.Profile())))}");

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void JustOutside_NamesChainFieldAndValue(string expected, Func<ChainProfile, ChainProfile> change)
    {
        var problem = Assert.Single(ChainProfileRules.Problems(change(BlockTree.Profile())), problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.StartsWith("chain ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryProblem_IsListedAtOnce() =>
        Assert.Equal(3, ChainProfileRules.Problems(BlockTree.Profile() with { HeartbeatMs = 0, MaximumHeadAgeMs = 0, ConfirmedDepth = -1 }).Count);
}
