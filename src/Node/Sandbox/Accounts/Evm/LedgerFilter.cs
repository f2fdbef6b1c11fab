using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>Reads the filter of <c>eth_getLogs</c> (execution-apis).</summary>
internal static class LedgerFilter
{
    public static bool TryParse(LocatedJson.Members members, out EvmLogFilter filter)
    {
        filter = new([], []);
        var contracts = new List<EvmAddress>();
        foreach (var item in OneOrMore(members.Find("address")))
        {
            if (!RpcArguments.TryAddress(item, out var contract)) return false;
            contracts.Add(contract);
        }

        var topics = new List<IReadOnlyList<Hash256>>();
        if (members.Find("topics") is not (null or LocatedJson.Null or LocatedJson.List { Items.Count: <= EvmLogFilter.MaximumTopics })) return false;
        foreach (var place in (members.Find("topics") as LocatedJson.List)?.Items ?? [])
        {
            var values = new List<Hash256>();
            foreach (var item in OneOrMore(place))
            {
                if (!RpcArguments.TryHash(item, out var topic)) return false;
                values.Add(topic);
            }

            topics.Add(values);
        }

        filter = new(contracts, topics);
        return true;
    }

    // A single value, a list of alternatives, or null for any.
    private static IReadOnlyList<LocatedJson> OneOrMore(LocatedJson? value) => value switch
    {
        null or LocatedJson.Null => [],
        LocatedJson.List list => list.Items,
        _ => [value],
    };
}
