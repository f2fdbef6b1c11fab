using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>How one EVM chain is read.</summary>
public sealed record EvmReaderOptions
{
    /// <summary>Multicall3 as deployed at one address on most chains (mds1/multicall).</summary>
    public static readonly EvmAddress CanonicalMulticall = EvmAddress.Parse("0xcA11bde05977b3631167028862bE2a173976CA11");

    public const int MaximumEndpoints = 16;

    /// <summary>The chain that every endpoint must be of (<c>eth_chainId</c>).</summary>
    public required ChainId Chain { get; init; }

    /// <summary>n endpoints, each once.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>k: equal answers that are needed, 1 to n.</summary>
    public int Agreement { get; init; } = 1;

    public EvmAddress Multicall { get; init; } = CanonicalMulticall;

    /// <summary>Contract calls in one <c>eth_call</c>.</summary>
    public int MaximumCallsPerRequest { get; init; } = 250;

    public JsonRpcLimits Limits { get; init; } = new();

    /// <summary>Every rule that the options break; empty when they are sound. Endpoints are named by their place in the list: their text may be a secret.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(Chain.TryGetEip155(out _), $"chain: an eip155 chain id, not '{Chain}'");
        Check(Endpoints.Count is >= 1 and <= MaximumEndpoints, $"endpoints: 1 to {MaximumEndpoints}, not {Endpoints.Count}");
        for (var i = 0; i < Endpoints.Count; i++)
        {
            var endpoint = Endpoints[i];
            Check(endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https", $"endpoints[{i}]: must be an absolute http or https address");
            var same = Endpoints.Take(i).ToList().IndexOf(endpoint);
            Check(same < 0, $"endpoints[{i}]: the same as endpoints[{same}]; it would count twice");
        }

        Check(Agreement >= 1 && Agreement <= Math.Max(1, Endpoints.Count), $"agreement: 1 to the {Endpoints.Count} endpoints, not {Agreement}");
        Check(!Multicall.IsZero, "multicall: must not be the zero address");
        Check(MaximumCallsPerRequest is >= 1 and <= 1_000, $"maximumCallsPerRequest: 1 to 1000, not {MaximumCallsPerRequest}");
        problems.AddRange(Limits.Problems());
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }
}
