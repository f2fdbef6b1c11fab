using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>How one Solana cluster is read.</summary>
public sealed record SolanaReaderOptions
{
    public const int MaximumEndpoints = 16;

    /// <summary>Most keys that nodes take in one <c>getMultipleAccounts</c>.</summary>
    public const int MaximumKeysPerRequest = 100;

    /// <summary>CAIP-2: <c>solana:</c> and the first 32 characters of the genesis hash, which every endpoint must answer to <c>getGenesisHash</c>.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>n endpoints, each once.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>k: equal answers that are needed, 1 to n.</summary>
    public int Agreement { get; init; } = 1;

    /// <summary>Most slots between the lowest and the highest context slot of answers that are taken together.</summary>
    public ulong MaximumSlotSpread { get; init; } = 32;

    /// <summary>How often accounts are asked for before it is said that the endpoints do not agree: they answer from different slots, and accounts move.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>Between two rounds; about one slot.</summary>
    public TimeSpan RoundDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Most signatures of one account that are listed; what has more is said to be truncated.</summary>
    public int MaximumSignatures { get; init; } = 500;

    /// <summary>Most accounts that a list may name.</summary>
    public int MaximumListed { get; init; } = 64;

    public JsonRpcLimits Limits { get; init; } = new();

    /// <summary>Every rule that the options break; empty when they are sound. Endpoints are named by their place in the list: their text may be a secret.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Check(Genesis(Chain) is not null, $"chain: solana: and the first 32 characters of the genesis hash, not '{Chain}'");
        Check(Endpoints.Count is >= 1 and <= MaximumEndpoints, $"endpoints: 1 to {MaximumEndpoints}, not {Endpoints.Count}");
        for (var i = 0; i < Endpoints.Count; i++)
        {
            Check(Endpoints[i].IsAbsoluteUri && Endpoints[i].Scheme is "http" or "https", $"endpoints[{i}]: must be an absolute http or https address");
            var same = Endpoints.Take(i).ToList().IndexOf(Endpoints[i]);
            Check(same < 0, $"endpoints[{i}]: the same as endpoints[{same}]; it would count twice");
        }

        Check(Agreement >= 1 && Agreement <= Math.Max(1, Endpoints.Count), $"agreement: 1 to the {Endpoints.Count} endpoints, not {Agreement}");
        Check(MaximumSlotSpread <= 1_000, $"maximumSlotSpread: 0 to 1000, not {MaximumSlotSpread}");
        Check(Rounds is >= 1 and <= 20, $"rounds: 1 to 20, not {Rounds}");
        Check(RoundDelay >= TimeSpan.Zero && RoundDelay <= TimeSpan.FromSeconds(10), $"roundDelay: 0 to 10 s, not {RoundDelay}");
        Check(MaximumSignatures is >= 1 and <= 10_000, $"maximumSignatures: 1 to 10000, not {MaximumSignatures}");
        Check(MaximumListed is >= 1 and <= 10_000, $"maximumListed: 1 to 10000, not {MaximumListed}");
        problems.AddRange(Limits.Problems());
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }

    /// <summary>The 32 characters that the genesis hash must begin with; null for chains of other namespaces.</summary>
    public static string? Genesis(ChainId chain)
    {
        const string prefix = "solana:";
        var text = chain.ToString();
        return text.StartsWith(prefix, StringComparison.Ordinal) && text.Length == prefix.Length + 32 ? text[prefix.Length..] : null;
    }
}
