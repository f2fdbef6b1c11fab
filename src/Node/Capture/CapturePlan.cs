using System.Text.Json;
using System.Text.Json.Serialization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Configuration;

namespace CrossChainOracle.Node.Capture;

/// <summary>What of a configuration a repetition needs: which host was asked what. Paths, queries and keys are left out; policies lie beside it.</summary>
public sealed record CapturePlan(IReadOnlyList<Uri> Hermes, IReadOnlyList<CapturePlan.Chain> Chains, IReadOnlyDictionary<string, string> RouteChains)
{
    public const string Name = "capture-plan.json";

    public sealed record Chain(string Id, IReadOnlyList<Uri> Endpoints, int Agreement, string Multicall, BlockTag Tag, string? SequencerFeed, long SequencerGraceMs);

    public static CapturePlan Of(NodeConfig config) => new(
        [.. config.Pyth.Endpoints.Select(Host)],
        [.. config.Chains.Select(chain => new Chain(
            chain.Options.Chain.ToString(),
            [.. chain.Options.Endpoints.Select(Host)],
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
        try
        {
            var plan = JsonSerializer.Deserialize(File.ReadAllBytes(path), CapturePlanContext.Default.CapturePlan);
            problem = plan is null ? $"{path}: is empty" : null;
            return plan?.ToConfig(policies, out problem);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException or FormatException)
        {
            problem = $"{path}: {failure.Message}";
            return null;
        }
    }

    private NodeConfig? ToConfig(IReadOnlyList<ShardPolicy> policies, out string? problem)
    {
        problem = null;
        var chains = new List<ChainConfig>();
        foreach (var chain in Chains)
        {
            if (!ChainId.TryParse(chain.Id, out var id)) problem = $"'{chain.Id}' is not a CAIP-2 chain";
            var options = new EvmReaderOptions { Chain = id, Endpoints = chain.Endpoints, Agreement = chain.Agreement, Multicall = EvmAddress.Parse(chain.Multicall) };
            if (options.Problems() is { Count: > 0 } problems) problem ??= problems[0];
            if (problem is not null) return null;
            EvmAddress? sequencer = chain.SequencerFeed is null ? null : EvmAddress.Parse(chain.SequencerFeed);
            chains.Add(new(options, chain.Tag, TimeSpan.FromSeconds(1), sequencer, TimeSpan.FromMilliseconds(chain.SequencerGraceMs)));
        }

        return new()
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
    }

    private static Uri Host(Uri endpoint) => new(endpoint.GetLeftPart(UriPartial.Authority));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CapturePlan))]
internal sealed partial class CapturePlanContext : JsonSerializerContext;
