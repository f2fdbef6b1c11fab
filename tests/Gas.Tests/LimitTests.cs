using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Gas.Tests;

/// <summary>What a posting may cost, on a real node with the contracts as they are built. docs/gas.md has the whole table.</summary>
[Trait("Category", "RealChain")]
public class LimitTests
{
    [RealChainFact]
    public async Task EveryPostingWithALimit_KeepsIt()
    {
        NodePackages.Ensure(Hub.Folder);
        await Hub.BuildAsync(_ => { }, CancellationToken.None);
        using var anvil = await Anvil.StartAsync("--hardfork", AnvilProcess.Hardfork);
        using var http = JsonRpcClient.CreateHttp();
        var chain = await GasChain.OpenAsync(new($"http://127.0.0.1:{anvil.Port}"), http, CancellationToken.None);
        var ours = new OurPrices(new(chain));

        var rows = (await ours.PushAsync()).Where(row => row.Limit is not null).ToList();

        // By the trace, three and thirteen recoveries: a contract that checked fewer signatures would be cheap.
        Assert.Equal(5, ours.Splits.Count);
        Assert.All(ours.Splits, split => Assert.InRange(split.Recover, 3_000L * (split.What.Contains("13 of 19", StringComparison.Ordinal) ? 13 : 3), long.MaxValue));
        Assert.Equal(5, rows.Count);
        Assert.All(rows, row => Assert.False(row.IsMissed, $"{row.Section}, {row.What}: {row.Median.Gas} gas, at most {row.Limit}"));
    }
}
