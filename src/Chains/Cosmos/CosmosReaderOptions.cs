using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>How one Cosmos chain is read.</summary>
public sealed record CosmosReaderOptions
{
    /// <summary>CAIP-2 namespace of chains whose id needs no hash.</summary>
    public const string Namespace = "cosmos";

    public const int MaximumEndpoints = 16;

    /// <summary>The chain that every endpoint must be of, such as <c>cosmos:osmosis-1</c>.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>n endpoints (CometBFT's RPC, commonly port 26657), each once.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>k: equal answers that are needed, 1 to n. One is enough for what is proven.</summary>
    public int Agreement { get; init; } = 1;

    /// <summary>Most validators that are asked for; a hundred a page.</summary>
    public int MaximumValidators { get; init; } = 500;

    public JsonRpcLimits Limits { get; init; } = new();

    /// <summary>The chain's own id, as headers have it.</summary>
    public string Network => Chain.ToString()[(Namespace.Length + 1)..];

    /// <summary>Every rule that the options break; empty when they are sound. Endpoints are named by their place in the list: their text may be a secret.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(Chain.ToString().StartsWith(Namespace + ":", StringComparison.Ordinal), $"chain: a cosmos chain id, not '{Chain}'");
        Check(Endpoints.Count is >= 1 and <= MaximumEndpoints, $"endpoints: 1 to {MaximumEndpoints}, not {Endpoints.Count}");
        for (var i = 0; i < Endpoints.Count; i++)
        {
            var endpoint = Endpoints[i];
            Check(endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https", $"endpoints[{i}]: must be an absolute http or https address");
            var same = Endpoints.Take(i).ToList().IndexOf(endpoint);
            Check(same < 0, $"endpoints[{i}]: the same as endpoints[{same}]; it would count twice");
        }

        Check(Agreement >= 1 && Agreement <= Math.Max(1, Endpoints.Count), $"agreement: 1 to the {Endpoints.Count} endpoints, not {Agreement}");
        Check(MaximumValidators is >= 1 and <= ValidatorSet.MaximumMembers, $"maximumValidators: 1 to {ValidatorSet.MaximumMembers}, not {MaximumValidators}");
        problems.AddRange(Limits.Problems());
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }
}
