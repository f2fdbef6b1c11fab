using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.RelayChaos.Tests;

[Trait("Category", "RealChain")]
public sealed class ChaosRunTests
{
    /// <summary>The short form of <c>bench/relay-chaos</c>: real chains, relayers as processes that are killed, every kind of trouble at least once at every place.</summary>
    [RealChainFact]
    public async Task ShortRun_EndsWithEverythingThatWasDue_AndNothingStuck()
    {
        var options = new ChaosOptions { Minutes = 3, Seed = 4, Speed = 5 };
        var report = await ChaosRun.RunAsync(options, static _ => { }, CancellationToken.None);
        Assert.True(report.Holds, report.ToText());
        var counts = report.Counts;
        Assert.All(new[] { counts.Reorgs, counts.Restarts, counts.FeeSpikes, counts.Pauses, counts.NonceGaps, counts.ForeignNonces, counts.LowBalances, counts.Faults, counts.OutOfOrder, counts.Duplicates }, static count => Assert.True(count > 0));
        Assert.Equal(2, counts.Rotations);
        Assert.All(report.Chains, static chain => Assert.True(chain.DuePoints > 0 && chain.Gas.Postings > 0));
    }
}
