using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>A configuration as users write it, with a sandbox in the place of the network and three keys that <c>keygen</c> makes beside it.</summary>
internal static class LiveConfig
{
    public static JsonObject Of(SandboxWorld world, TemporaryFolder folder)
    {
        var set = world.Signers.Newest!;
        folder.Write("signers.json", $$"""
            {
              "families": [{ "name": "sandbox", "sets": [{ "index": {{set.Index}}, "quorum": {{set.Quorum}}, "members": [{{string.Join(", ", set.Members.Select(member => $"\"{member}\""))}}], "source": "a sandbox" }] }],
              "trusts": [{ "name": "pyth-mainnet", "families": ["sandbox"], "emitter": { "chain": {{world.Trust.Source.Chain}}, "address": "{{world.Trust.Source.Address}}" } }]
            }
            """);
        var eth = world.Feeds.Single(feed => feed.Feed == FeedId.Parse("ETH/USD"));
        return JsonNode.Parse($$"""
            {
              "deployment": "crosschainoracle:test",
              "listen": "http://127.0.0.1:0",
              "attesters": { "keys": ["1.json", "2.json", "3.json"], "threshold": 2, "expiresAt": "2100-01-01" },
              "pyth": { "endpoints": ["{{world.Hermes}}"], "signers": "signers.json" },
              "chains": [{ "chain": "{{world.Chain}}", "endpoints": ["{{world.Rpc}}"], "poll": "100ms" }],
              "shards": [{
                "shard": "majors",
                "feeds": [{
                  "feed": "ETH/USD", "lowerBound": "1", "upperBound": "100000",
                  "routes": [
                    { "route": "pyth-hermes", "provider": "pyth", "source": "{{eth.Find(Provider.Pyth)!.Source}}" },
                    { "route": "chainlink", "provider": "chainlink", "chain": "{{world.Chain}}", "source": "{{Address(eth, Provider.Chainlink)}}", "heartbeat": "1h", "threshold": "0.5%" },
                    { "route": "api3", "provider": "api3", "chain": "{{world.Chain}}", "source": "{{Address(eth, Provider.Api3)}}", "heartbeat": "24h", "threshold": "1%" }
                  ]
                }]
              }]
            }
            """)!.AsObject();
    }

    private static string Address(SandboxFeed feed, Provider provider) => "0x" + feed.Find(provider)!.Source.ToString()[^40..];
}
