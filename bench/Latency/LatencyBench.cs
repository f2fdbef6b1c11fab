using System.Diagnostics;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Http;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Bench.Latency;

/// <summary>Byte received to subscriber through the embedded host, over real HTTP on both sides. Targets: p50 under 5 ms, p99 under 25 ms.</summary>
/// <remarks>
/// Each update has a price of its own that lies between those of the other two providers, so that it is the median and the subscriber finds it. Where
/// an update was overtaken before a round took it, it counts until the batch that has a newer one: prices only rise.
/// </remarks>
internal static class LatencyBench
{
    private const long FirstPrice = 250_000_000_000;
    private const int Seed = 7;

    public static async Task RunAsync(bool quick)
    {
        foreach (var feeds in (int[])[8, 64]) await MeasureAsync(feeds, quick ? 100 : 1_200, warmUp: quick ? 30 : 200);
    }

    private static async Task MeasureAsync(int feeds, int updates, int warmUp)
    {
        using var scratch = Scratch.Under(Directory.GetCurrentDirectory());
        List<FeedPolicy> policies = [.. Enumerable.Range(0, feeds).Select(i => World.FeedPolicyOf($"T{i:D2}/USD"))];
        await using var hermes = await HermesStub.StartAsync([.. policies.Select(policy => SourceOf(policy, Provider.Pyth))], [.. Enumerable.Range(10, 5).Select(World.Signer)], FirstPrice);
        using var signers = Signers.Ephemeral();
        var tap = new Tap(NodeHttp.Handler());
        using var http = NodeHttp.Client(tap);
        var services = new NodeServices(TimeProvider.System, http, hermes.Trust, signers.All, notice => Console.Error.WriteLine(notice));
        await using var node = await NodeRuntime.OpenAsync(Config(scratch.Folder("node"), policies), services, Sources(policies, hermes, http), [], CancellationToken.None);
        await using var server = await WebServer.StartAsync(node.Config.Listen, app => NodeApi.Map(app, node), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var subscriber = new LatencySubscriber(node, server.Address, policies[0].Feed);
        var (running, following) = (node.RunAsync(stop.Token), subscriber.RunAsync(stop.Token));
        await subscriber.Connected;
        await SendAsync(hermes, updates + warmUp);
        await stop.CancelAsync();
        await Task.WhenAll(running, following);
        Report(feeds, tap.Events, subscriber.Arrivals, warmUp);
    }

    private static async Task SendAsync(HermesStub hermes, int count)
    {
        var random = new Random(Seed);
        for (var i = 1; i <= count; i++)
        {
            await Task.Delay(random.Next(30, 201));
            hermes.Send(FirstPrice + i);
        }

        await Task.Delay(1_000);
    }

    private static void Report(int feeds, IReadOnlyList<long> received, IReadOnlyList<Arrival> arrivals, int warmUp)
    {
        var (bytes, verified) = (new List<double>(), new List<double>());
        var overtaken = 0;
        for (int i = warmUp, next = 0; i < received.Count; i++)
        {
            while (next < arrivals.Count && arrivals[next].Price < FirstPrice + i + 1) next++;
            if (next == arrivals.Count) throw new InvalidOperationException($"Update {i + 1} of {received.Count} was never attested.");
            if (arrivals[next].Price > FirstPrice + i + 1) overtaken++;
            bytes.Add(Stopwatch.GetElapsedTime(received[i], arrivals[next].ReceivedAt).TotalMilliseconds);
            verified.Add(Stopwatch.GetElapsedTime(received[i], arrivals[next].VerifiedAt).TotalMilliseconds);
        }

        Console.WriteLine($"\n{feeds} feeds by three providers; {bytes.Count} updates of all feeds after {warmUp} to warm up, 30 to 200 ms apart, {overtaken} overtaken by the next");
        Console.WriteLine("| ms from the update's last byte       | p50 | p90 | p99 | max |\n|---|---:|---:|---:|---:|");
        Line("to the subscriber's bytes", bytes);
        Line("to the subscriber's verified prices", verified);
        Histogram(bytes);
    }

    private static void Line(string what, List<double> values)
    {
        List<double> sorted = [.. values.Order()];
        Console.WriteLine($"| {what,-36} | {Figures.Percentile(sorted, 50):N2} | {Figures.Percentile(sorted, 90):N2} | {Figures.Percentile(sorted, 99):N2} | {sorted[^1]:N2} |");
    }

    private static void Histogram(List<double> values)
    {
        double[] edges = [1, 2, 3, 4, 5, 7, 10, 15, 25, 50, double.PositiveInfinity];
        var from = 0.0;
        foreach (var to in edges)
        {
            var count = values.Count(value => value >= from && value < to);
            Console.WriteLine($"{from,4:N0} to {to,4:N0} ms {count,6} {new string('#', (int)Math.Ceiling(60.0 * count / values.Count))}");
            from = to;
        }
    }

    private static NodeConfig Config(string folder, IReadOnlyList<FeedPolicy> policies) => new()
    {
        Deployment = "crosschainoracle:bench",
        DataFolder = folder,
        Listen = new("http://127.0.0.1:0"),
        Attesters = new([], 3, 0, 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + PolicyRules.MaximumDurationMs),
        Pyth = new([], null, string.Empty),
        Chains = [],
        Shards = [new() { Shard = ShardId.Parse("bench"), Audience = Hash256.Zero, Feeds = policies }],
        RouteChains = new Dictionary<RouteId, string>(),
    };

    private static IReadOnlyList<FeedSource> Sources(IReadOnlyList<FeedPolicy> policies, HermesStub hermes, HttpClient http)
    {
        var poll = TimeSpan.FromSeconds(1);
        var publishedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000;
        return
        [
            new(new PythFeed(RouteId.Parse("pyth-hermes"), Targets(Provider.Pyth), [new PythEndpoint(hermes.Address)], hermes.Trust, http, TimeProvider.System), poll),
            new(new StandingReader(Provider.Chainlink, RouteId.Parse("chainlink-base"), Targets(Provider.Chainlink), Price.Parse("2499"), publishedAt), poll),
            new(new StandingReader(Provider.Api3, RouteId.Parse("api3-base"), Targets(Provider.Api3), Price.Parse("2501"), publishedAt), poll),
        ];

        IReadOnlyList<FeedTarget> Targets(Provider provider) => [.. policies.Select(policy => new FeedTarget(policy.Feed, SourceOf(policy, provider)))];
    }

    private static Hash256 SourceOf(FeedPolicy policy, Provider provider) => policy.Routes.Single(route => route.Provider == provider).Source;
}
