using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>Who plays what in a scenario, and when each says it.</summary>
/// <param name="PriceIds">Pyth's.</param>
/// <param name="Contracts">Chainlink's and API3's.</param>
/// <param name="Values">Ascending by time.</param>
internal sealed record Cast(IReadOnlySet<Hash256> PriceIds, IReadOnlyList<SandboxContract> Contracts, IReadOnlyList<DueValue> Values)
{
    // Chainlink's first aggregator behind a proxy; its rounds count from 1.
    private static readonly UInt128 FirstPhase = UInt128.One << 64;

    public static Cast Of(Scenario scenario, IReadOnlyList<SandboxFeed> feeds, long start, int speed)
    {
        var ids = new HashSet<Hash256>();
        var contracts = new List<SandboxContract>();
        var values = new List<DueValue>();
        foreach (var feed in scenario.Feeds)
        {
            var clock = new ScenarioClock(feed.From, start, speed);
            var known = feeds.First(other => other.Feed == feed.Feed);
            foreach (var series in feed.Series)
            {
                var source = known.Find(series.Provider)!;
                var index = -1;
                if (series.Provider == Provider.Pyth) ids.Add(source.Source);
                else
                {
                    index = contracts.Count;
                    contracts.Add(ContractOf(feed.Feed, source, series, clock));
                }

                values.AddRange(series.Rows.Select(row => new DueValue(clock.ToReal(row.Time), series, source.Source, index, row.Price)));
            }
        }

        // A stable order: what is due at one moment keeps the order of its series, and then of its rows.
        return new(ids, contracts, [.. values.OrderBy(value => value.At)]);
    }

    private static SandboxContract ContractOf(FeedId feed, SandboxSource source, ScenarioSeries series, ScenarioClock clock)
    {
        SandboxValue[] values = [.. series.Rows.Select((row, i) => new SandboxValue(
            series.Rounds is null ? FirstPhase + (UInt128)(i + 1) : row.Round,
            Wire.Mantissa(row.Price, series.Decimals),
            Wire.Seconds(clock.ToReal(row.Time))))];
        return series.Provider == Provider.Chainlink
            ? new ChainlinkContract(source.Contract, feed, series.Decimals, values)
            : new Api3Contract(source.Contract, feed, values);
    }
}
