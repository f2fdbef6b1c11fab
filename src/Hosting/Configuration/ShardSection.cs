using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads a shard's policy. What a feed does not say itself, the configuration's defaults say, then <see cref="PolicyDefaults"/>.</summary>
internal static class ShardSection
{
    /// <summary>What every feed begins with: <see cref="PolicyDefaults"/> and what the configuration's <c>defaults</c> say.</summary>
    public static FeedPolicy ReadDefaults(JsonSection root)
    {
        if (root.Section("defaults", required: false) is not { } defaults) return PolicyDefaults.Feed;
        var basis = ReadNumbers(defaults, PolicyDefaults.Feed);
        defaults.Done();
        return basis;
    }

    public static ShardPolicy Read(JsonSection section, FeedPolicy basis, Dictionary<RouteId, string> routeChains)
    {
        var shard = new ShardPolicy
        {
            Shard = section.Parsed("shard", "1 to 16 printable ASCII characters", static text => (ShardId.TryParse(text, out var id), id)),
            Audience = section.Has("audience") ? Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(section.Text("audience"))) : Hash256.Zero,
            Feeds = [.. section.Sections("feeds").Select(feed => ReadFeed(feed, basis, routeChains)).OrderBy(feed => feed.Feed)],
        };
        section.Done();
        return shard;
    }

    private static FeedPolicy ReadFeed(JsonSection section, FeedPolicy basis, Dictionary<RouteId, string> routeChains)
    {
        var feed = ReadNumbers(section, basis) with
        {
            Feed = section.Parsed("feed", "1 to 16 printable ASCII characters such as ETH/USD", static text => (FeedId.TryParse(text, out var id), id)),
            Quorum = section.Integer("quorum", 2),
            LowerBound = section.PriceText("lowerBound"),
            UpperBound = section.PriceText("upperBound"),
            Routes = [.. section.Sections("routes").Select(route => ReadRoute(route, routeChains)).OrderBy(route => route.Route)],
        };
        section.Done();
        return feed;
    }

    private static FeedPolicy ReadNumbers(JsonSection section, FeedPolicy basis) => basis with
    {
        DeviationPpm = section.Percent("deviation", basis.DeviationPpm),
        WidePpm = section.Percent("wide", basis.WidePpm),
        ZMilli = section.Milli("z", basis.ZMilli),
        KMilli = section.Milli("k", basis.KMilli),
        SigmaFloor = section.Scaled("sigmaFloor", basis.SigmaFloor),
        SigmaInitial = section.Scaled("sigmaInitial", basis.SigmaInitial),
        TauMs = section.Duration("tau", basis.TauMs),
        TickMs = section.Duration("tick", basis.TickMs),
        MaximumMovePpm = section.Percent("maximumMove", basis.MaximumMovePpm),
        CalmRounds = section.Integer("calmRounds", basis.CalmRounds),
        ValidForMs = section.Duration("validFor", basis.ValidForMs),
        Verdict = section.Section("verdict", required: false) is { } verdict ? ReadVerdict(verdict, basis.Verdict) : basis.Verdict,
    };

    private static VerdictPolicy ReadVerdict(JsonSection section, VerdictPolicy basis)
    {
        var verdict = new VerdictPolicy(
            Rule("open", basis.Open), Rule("borrow", basis.Borrow), Rule("withdraw", basis.Withdraw), Rule("liquidate", basis.Liquidate), Rule("relay", basis.Relay));
        section.Done();
        return verdict;

        ActionRule Rule(string name, ActionRule basis)
        {
            if (section.Section(name, required: false) is not { } rule) return basis;
            var read = new ActionRule(
                rule.Percent("maximumWidth", basis.MaximumWidthPpm),
                rule.Duration("maximumAge", basis.MaximumAgeMs),
                rule.Integer("minimumProviders", basis.MinimumProviders),
                rule.Choice("worstBreaker", (BreakerState?)basis.WorstBreaker));
            rule.Done();
            return read;
        }
    }

    private static RoutePolicy ReadRoute(JsonSection section, Dictionary<RouteId, string> routeChains)
    {
        var provider = section.Choice<Provider>("provider");
        var basis = provider == Provider.Pyth ? PolicyDefaults.PythRoute : PolicyDefaults.ThresholdRoute;
        var heartbeat = provider == Provider.Pyth ? 0 : section.Duration("heartbeat");
        var route = basis with
        {
            Provider = provider,
            Route = section.Parsed("route", "1 to 16 printable ASCII characters", static text => (RouteId.TryParse(text, out var id), id)),
            Source = section.Parsed("source", provider == Provider.Pyth ? "a price id of 32 bytes in hex" : "an address", text => Source(provider, text)),
            ThresholdPpm = provider == Provider.Pyth ? 0 : section.Percent("threshold"),
            HeartbeatMs = heartbeat,
            GraceMs = provider == Provider.Pyth ? 0 : section.Duration("grace", basis.GraceMs),
            MaximumAgeMs = section.Duration("maximumAge", provider == Provider.Pyth ? basis.MaximumAgeMs : heartbeat + basis.GraceMs),
            MaximumAheadMs = section.Duration("maximumAhead", basis.MaximumAheadMs),
        };
        if (provider != Provider.Pyth) NoteChain(section, route.Route, routeChains);
        section.Done();
        return route;
    }

    private static void NoteChain(JsonSection section, RouteId route, Dictionary<RouteId, string> routeChains)
    {
        var chain = section.Parsed("chain", "a CAIP-2 chain such as eip155:1", static text => (ChainId.TryParse(text, out var id), id)).ToString();
        if (!routeChains.TryAdd(route, chain) && routeChains[route] != chain) section.Problem("chain", $"route {route} reads {routeChains[route]} elsewhere; a route is one chain");
    }

    private static (bool Ok, Hash256 Value) Source(Provider provider, string text)
    {
        if (provider == Provider.Pyth) return (Hash256.TryParse(text, out var id), id);
        Span<byte> padded = stackalloc byte[Hash256.Size];
        padded.Clear();
        if (!EvmAddress.TryParse(text, out var address)) return default;
        address.CopyTo(padded[^EvmAddress.Size..]);
        return (true, Hash256.From(padded));
    }
}
