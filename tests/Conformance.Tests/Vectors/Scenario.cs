using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Rounds in each of which something different happens to ETH/USD.</summary>
public static class Scenario
{
    private const Provider Pyth = Provider.Pyth;
    private const Provider Chainlink = Provider.Chainlink;
    private const Provider Api3 = Provider.Api3;

    public static IReadOnlyList<Func<ShardState, long, RoundInputs>> Rounds { get; } =
    [
        At("all three providers agree", at => [.. Calm(at, "4300")]),
        At("an even number of votes: the mean of the middles, rounded down", at => [Eth(at, Pyth, "pyth", "4300.000000000000000001", "1"), Eth(at, Chainlink, "cl-1", "4300.000000000000000002")]),
        At("an outlier is removed by the majority", at => [Eth(at, Pyth, "pyth", "4301", "1"), Eth(at, Chainlink, "cl-1", "4302"), Eth(at, Api3, "api3", "5000")]),
        At("nobody has a majority: all stay and the breaker opens", at => [Eth(at, Pyth, "pyth", "4000", "1"), Eth(at, Chainlink, "cl-1", "4300"), Eth(at, Api3, "api3", "4900")]),
        At("calm again: half open", at => [.. Calm(at, "4305")]),
        At("calm again", at => [.. Calm(at, "4305.5")]),
        At("calm enough: closed", at => [.. Calm(at, "4304")]),
        At("a jump opens the breaker", at => [.. Calm(at, "4800")]),
        At("half open", at => [.. Calm(at, "4801")]),
        At("one provider is not enough", at => [Eth(at, Pyth, "pyth", "4800", "1")], Failure(Chainlink, "cl-1", RejectionCode.Unreachable, "timeout after 2000 ms")),
        At("the gap goes on, for other reasons",
            at =>
            [
                Eth(at, Pyth, "pyth", "4800", "49"), Eth(at, Pyth, "pyth-base", "4800", "1", 60_001), Eth(at, Chainlink, "cl-1", "4800", "0", 3_660_001),
                Eth(at, Chainlink, "cl-42161", "0"), Eth(at, Api3, "api3", "100001"), Eth(at, Api3, "api3-new", "4800"),
            ],
            Failure(Api3, "api3", RejectionCode.CallFailed, "revert")),
        At("flags of the source and its chain, and times ahead",
            at =>
            [
                Eth(at, Pyth, "pyth", "4800", "1", -2_001), Eth(at, Pyth, "pyth-base", "4800", "-1"), Eth(at, Chainlink, "cl-1", "4800") with { Flags = ObservationFlags.IncompleteRound },
                Eth(at, Chainlink, "cl-42161", "4800") with { Flags = ObservationFlags.SequencerDown | ObservationFlags.SequencerGrace },
                Eth(at, Api3, "api3", "4800") with { Flags = ObservationFlags.SequencerGrace },
            ]),
        At("a fault of a whole provider takes the quorum of BTC, not of ETH", at => [.. Calm(at, "4790"), Other(at, Market.Btc, Pyth, "pyth", "90000")], new SourceFailure(default, Pyth, default, RejectionCode.ProviderFault, "signer set revoked")),
        At("several routes of a provider: the best is its vote, others dissent",
            at =>
            [
                Eth(at, Pyth, "pyth", "4790", "3"), Eth(at, Pyth, "pyth-base", "4791", "2"), Eth(at, Chainlink, "cl-1", "4700"), Eth(at, Chainlink, "cl-1", "4702") with { Sequence = 1_000_001 },
                Eth(at, Chainlink, "cl-42161", "4790") with { Authenticity = Authenticity.SingleRead }, Eth(at, Api3, "api3", "4789"),
            ]),
        At("old values widen", at => [Eth(at, Pyth, "pyth", "4795", "2", 59_000), Eth(at, Chainlink, "cl-1", "4799", "0", 3_655_000), Eth(at, Api3, "api3", "4801", "0", 100)]),
        At("too few are left after the outlier", at => [Other(at, Market.Btc, Pyth, "pyth", "90000", "10"), Other(at, Market.Btc, Chainlink, "cl-1", "90010"), Other(at, Market.Btc, Api3, "api3", "97000"), .. Calm(at, "4796")]),
        At("values exactly at their limits",
            at => [Eth(at, Pyth, "pyth", "4800", "48", 60_000), Eth(at, Chainlink, "cl-1", "4848", "0", 3_660_000), Eth(at, Api3, "api3", "4800", "0", -2_000), Other(at, Market.Usdc, Pyth, "pyth", "1.5"), Other(at, Market.Usdc, Chainlink, "cl-1", "0.5")]),
        At("nothing at all", _ => []),
        At("two would be left that agree only by a wide half-width: nobody is removed", at => [Eth(at, Pyth, "pyth", "4300", "1"), Eth(at, Chainlink, "cl-1", "4321.6"), Eth(at, Api3, "api3", "4000")]),
        At("two are left that agree without their widths, just", at => [Eth(at, Pyth, "pyth", "4300", "1"), Eth(at, Chainlink, "cl-1", "4321.5"), Eth(at, Api3, "api3", "4000")]),
    ];

    private static Func<ShardState, long, RoundInputs> At(string name, Func<long, Observation[]> observations, params SourceFailure[] failures) =>
        (_, at) => new(name, observations(at), failures);

    private static Observation[] Calm(long at, string value) =>
    [
        Eth(at, Pyth, "pyth", value, "1.5"), Eth(at, Chainlink, "cl-1", value, "0", 120_000), Eth(at, Api3, "api3", value, "0", 30_000),
        Other(at, Market.Btc, Pyth, "pyth", "90000", "20"), Other(at, Market.Btc, Chainlink, "cl-1", "90020"), Other(at, Market.Btc, Api3, "api3", "89950"),
        Other(at, Market.Usdc, Pyth, "pyth", "0.9999", "0.0003"), Other(at, Market.Usdc, Chainlink, "cl-1", "1.0001"),
    ];

    private static Observation Eth(long at, Provider provider, string route, string value, string width = "0", long age = 500) => Market.Read(Market.Eth, provider, route, value, width, age, at);

    private static Observation Other(long at, FeedId feed, Provider provider, string route, string value, string width = "0") => Market.Read(feed, provider, route, value, width, 500, at);

    private static SourceFailure Failure(Provider provider, string route, RejectionCode code, string detail) => new(Market.Eth, provider, RouteId.Parse(route), code, detail);
}
