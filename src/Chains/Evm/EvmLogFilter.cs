using System.Text.Json.Nodes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Which logs of a block are asked for.</summary>
/// <param name="Contracts">Who may have emitted them; empty: anyone.</param>
/// <param name="Topics">At most 4: for each position the values it may have; an empty list: any, also none.</param>
public sealed record EvmLogFilter(IReadOnlyList<EvmAddress> Contracts, IReadOnlyList<IReadOnlyList<Hash256>> Topics)
{
    public const int MaximumTopics = 4;

    /// <summary>Whether a log is among those that were asked for.</summary>
    public bool Admits(EvmAddress contract, IReadOnlyList<Hash256> topics)
    {
        if (Contracts.Count > 0 && !Contracts.Contains(contract)) return false;
        for (var i = 0; i < Topics.Count; i++)
        {
            if (Topics[i].Count > 0 && (i >= topics.Count || !Topics[i].Contains(topics[i]))) return false;
        }

        return true;
    }

    /// <summary>The call's parameter for one block (EIP-234).</summary>
    internal JsonObject ToJson(Hash256 block)
    {
        var filter = new JsonObject { ["blockHash"] = block.ToString() };
        if (Contracts.Count > 0) filter["address"] = Strings(Contracts);
        if (Topics.Count > 0) filter["topics"] = new JsonArray([.. Topics.Select(values => values.Count > 0 ? Strings(values) : null)]);
        return filter;
    }

    private static JsonArray Strings<T>(IEnumerable<T> values) => new([.. values.Select(value => (JsonNode?)value!.ToString())]);
}
