using System.Text.Json;
using CrossChainOracle.Collateral.AxelarWrapped;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Collateral.DydxV4;

namespace CrossChainOracle.Collateral.Cosmos;

/// <summary>The readers of Cosmos chains by their member of <c>config/protocols.json</c>.</summary>
public static class CosmosProtocols
{
    private static readonly ProtocolMembers<ICosmosProtocol> Known = new(new Dictionary<string, Func<JsonElement, List<string>, IEnumerable<Func<ICosmosProtocol>>>>(StringComparer.Ordinal)
    {
        [BankMarkets.Member] = static (list, problems) => BankMarkets.Parse(list, problems).Select(static markets => (Func<ICosmosProtocol>)(() => new BankReader(markets))),
        [AxelarLayout.Source] = static (list, problems) => AxelarMarkets.Parse(list, problems).Select(static markets => (Func<ICosmosProtocol>)(() => AxelarReader.Create(markets))),
        [DydxMarkets.Member] = static (list, problems) => DydxMarkets.Parse(list, problems).Select(static markets => (Func<ICosmosProtocol>)(() => new DydxStoreReader(markets))),
    });

    /// <summary>The readers that a member configures, one for each object of its list; none where the list has a problem. False for members that configure no reader of Cosmos chains.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="list">The member's value.</param>
    /// <param name="problems">Where everything goes that is wrong with it.</param>
    /// <param name="protocols">The readers.</param>
    public static bool TryParse(string member, JsonElement list, List<string> problems, out IReadOnlyList<ICosmosProtocol> protocols) =>
        Known.TryParse(member, list, problems, out protocols);
}
