using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Tests.Configuration;

namespace CrossChainOracle.Hosting.Tests;

public class LiveChainsTests
{
    [Fact]
    public void Build_OfTheExample_WatchesEveryChainThatItsAccountsAreLinkedOn()
    {
        using var http = new HttpClient();
        var chains = LiveChains.Build(CollateralSectionTests.Example(), new(TimeProvider.System, http, null, [], static _ => { }));
        Assert.Equal(
            ["cosmos:cosmoshub-4 3s", "cosmos:dydx-mainnet-1 1s", "eip155:1 4s", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp 1s"],
            chains.Select(chain => $"{chain.Watcher.Chain} {chain.Watcher.Poll.TotalSeconds}s"));
        Assert.Equal(ChainId.Eip155(1), Assert.Single(chains, chain => chain.Reader is not null).Reader!.Chain);
    }
}
