using System.Text.Json;
using System.Text.Json.Serialization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Hosting.Files;

namespace CrossChainOracle.Node.Capture;

/// <summary>What of a configuration a repetition needs: which host was asked what. Paths, queries and keys are left out; policies lie beside it.</summary>
public sealed record CapturePlan(IReadOnlyList<Uri> Hermes, IReadOnlyList<CapturePlan.Chain> Chains, IReadOnlyDictionary<string, string> RouteChains)
{
    public const string Name = "capture-plan.json";

    public sealed record Chain(string Id, IReadOnlyList<Uri> Endpoints, int Agreement, string Multicall, BlockTag Tag, string? SequencerFeed, long SequencerGraceMs);

    public static CapturePlan Of(NodeConfig config) => new(
        [.. config.Pyth.Endpoints.Select(WithoutSecrets)],
        [.. config.Chains.Select(chain => new Chain(
            chain.Options.Chain.ToString(),
            [.. chain.Options.Endpoints.Select(WithoutSecrets)],
            chain.Options.Agreement,
            chain.Options.Multicall.ToString(),
            chain.Tag,
            chain.SequencerFeed?.ToString(),
            (long)chain.SequencerGrace.TotalMilliseconds))],
        config.RouteChains.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value));

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, CapturePlanContext.Default.CapturePlan);

    /// <summary>A configuration with these sources and the given policies, or the first thing wrong.</summary>
    public static NodeConfig? Read(string path, IReadOnlyList<ShardPolicy> policies, out string? problem)
    {
        return BoundedFile.Read(path, ConfigFile.MaximumBytes, out problem) is { } bytes ? Parse(path, bytes, policies, out problem) : null;
    }

    internal static NodeConfig? Parse(string path, ReadOnlySpan<byte> bytes, IReadOnlyList<ShardPolicy> policies, out string? problem)
    {
        try
        {
            var plan = JsonSerializer.Deserialize(bytes, CapturePlanContext.Default.CapturePlan);
            problem = plan is null ? $"{path}: is empty" : null;
            return plan?.ToConfig(policies, out problem);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            problem = $"{path}: {failure.Message}";
            return null;
        }
    }

    private NodeConfig? ToConfig(IReadOnlyList<ShardPolicy> policies, out string? problem)
    {
        problem = Hermes.All(IsHttp) ? null : "an endpoint of Hermes is no http address";
        var chains = new List<ChainConfig>();
        foreach (var chain in Chains)
        {
            if (!ChainId.TryParse(chain.Id, out var id)) problem = $"'{chain.Id}' is not a CAIP-2 chain";
            var options = new EvmReaderOptions { Chain = id, Endpoints = chain.Endpoints, Agreement = chain.Agreement, Multicall = EvmAddress.Parse(chain.Multicall) };
            if (chain.SequencerGraceMs is < 0 or > PolicyRules.MaximumDurationMs) problem ??= $"a sequencer's grace of {chain.SequencerGraceMs} ms";
            if (problem is null && options.Problems() is { Count: > 0 } problems) problem = problems[0];
            if (problem is not null) return null;
            EvmAddress? sequencer = chain.SequencerFeed is null ? null : EvmAddress.Parse(chain.SequencerFeed);
            chains.Add(new(options, chain.Tag, TimeSpan.FromSeconds(1), sequencer, TimeSpan.FromMilliseconds(chain.SequencerGraceMs)));
        }

        var config = new NodeConfig
        {
            Deployment = string.Empty,
            DataFolder = string.Empty,
            Listen = new("http://127.0.0.1"),
            Attesters = new([], 1, 0, 0, 1),
            Pyth = new(Hermes, null, string.Empty),
            Chains = chains,
            Shards = policies,
            RouteChains = RouteChains.ToDictionary(pair => RouteId.Parse(pair.Key), pair => pair.Value),
        };
        problem ??= ConfigRules.Problems(config).Select(broken => $"{broken.Member}: {broken.Problem}").FirstOrDefault();
        return problem is null ? config : null;
    }

    private static bool IsHttp(Uri endpoint) => endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https";

    /// <summary>Scheme, host and port; the place in the list stands for the path, so that two endpoints of one host remain two.</summary>
    private static Uri WithoutSecrets(Uri endpoint, int index) => new UriBuilder(endpoint.Scheme, endpoint.Host, endpoint.Port, $"/{index}/").Uri;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CapturePlan))]
internal sealed partial class CapturePlanContext : JsonSerializerContext;
