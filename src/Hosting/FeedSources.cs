using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Feeds.Api3;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Feeds.Evm;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Hosting.Configuration;


namespace CrossChainOracle.Hosting;

/// <summary>A reader and how often it is asked where it does not push.</summary>
public sealed record FeedSource(IFeedReader Reader, TimeSpan Poll);

/// <summary>Makes a reader for every route that the policies name.</summary>
public static class FeedSources
{
    /// <summary>Between two looks at Hermes where its stream is not used.</summary>
    public static readonly TimeSpan PythPoll = TimeSpan.FromSeconds(2);

    /// <param name="config">Sound.</param>
    /// <param name="services">Network, clock, trust.</param>
    /// <param name="environment">Reads an environment variable: where the API key is.</param>
    public static IReadOnlyList<FeedSource> Build(NodeConfig config, NodeServices services, Func<string, string?> environment)
    {
        var chains = config.Chains.ToDictionary(
            chain => chain.Options.Chain.ToString(),
            chain => (Config: chain, Reader: new EvmReader(chain.Options, services.Http, services.Time, incident => services.Notify(Notice(chain, incident)))));
        var sources = new List<FeedSource>();
        foreach (var route in Routes(config))
        {
            if (route.Key.Provider == Provider.Pyth)
            {
                sources.AddRange(Pyth(config.Pyth, route.Key.Route, [.. route], services, environment));
                continue;
            }

            var (chain, reader) = chains[config.RouteChains[route.Key.Route]];
            var evmRoute = new EvmRoute { Route = route.Key.Route, Targets = [.. route], Tag = chain.Tag };
            sources.Add(new(
                route.Key.Provider == Provider.Chainlink
                    ? new ChainlinkFeed(reader, evmRoute, Sequencer(chain), services.Time)
                    : new Api3Feed(reader, evmRoute, services.Time),
                chain.Poll));
        }

        return sources;
    }

    private static IEnumerable<IGrouping<(Provider Provider, RouteId Route), FeedTarget>> Routes(NodeConfig config) =>
        from shard in config.Shards
        from feed in shard.Feeds
        from route in feed.Routes
        group new FeedTarget(feed.Feed, route.Source) by (route.Provider, route.Route);

    private static IEnumerable<FeedSource> Pyth(
        PythConfig config, RouteId route, IReadOnlyList<FeedTarget> targets, NodeServices services, Func<string, string?> environment)
    {
        var trust = services.Trust ?? throw new NodeFaultException("a feed reads Pyth, but no signer sets are configured");
        var key = config.ApiKeyVariable is null ? null : environment(config.ApiKeyVariable);
        if (config.ApiKeyVariable is not null && string.IsNullOrEmpty(key))
        {
            services.Notify(new(NoticeLevel.Warning, route.ToString(), $"environment variable {config.ApiKeyVariable} is not set: Hermes is asked without an API key"));
        }

        var endpoints = config.Endpoints.Select(endpoint => new PythEndpoint(endpoint, string.IsNullOrEmpty(key) ? null : key)).ToList();
        foreach (var chunk in targets.Chunk(PythFeed.MaximumTargets))
        {
            yield return new(new PythFeed(route, chunk, endpoints, trust, services.Http, services.Time), PythPoll);
        }
    }

    private static SequencerFeed? Sequencer(ChainConfig chain) =>
        chain.SequencerFeed is { } proxy ? new SequencerFeed(proxy, (long)chain.SequencerGrace.TotalMilliseconds) : null;

    private static NodeNotice Notice(ChainConfig chain, EndpointIncident incident) => new(NoticeLevel.Warning, chain.Options.Chain.ToString(), incident.ToString());
}
