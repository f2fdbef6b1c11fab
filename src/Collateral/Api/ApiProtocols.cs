using System.Text.Json;
using CrossChainOracle.Collateral.Aevo;
using CrossChainOracle.Collateral.Hyperliquid;

namespace CrossChainOracle.Collateral.Api;

/// <summary>The readers of APIs by their member of <c>config/protocols.json</c>.</summary>
public static class ApiProtocols
{
    private static readonly ProtocolMembers<IApiProtocol> Known = new(new Dictionary<string, Func<JsonElement, List<string>, IEnumerable<Func<IApiProtocol>>>>(StringComparer.Ordinal)
    {
        [HyperliquidMarkets.Member] = static (list, problems) => HyperliquidMarkets.Parse(list, problems).Select(static markets => (Func<IApiProtocol>)(() => new HyperliquidReader(markets))),
        [AevoMarkets.Member] = static (list, problems) => AevoMarkets.Parse(list, problems).Select(static markets => (Func<IApiProtocol>)(() => new AevoReader(markets))),
    });

    /// <summary>The readers that a member configures, one for each object of its list; none where the list has a problem. False for members that configure no reader of an API.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="list">The member's value.</param>
    /// <param name="problems">Where everything goes that is wrong with it.</param>
    /// <param name="protocols">The readers.</param>
    public static bool TryParse(string member, JsonElement list, List<string> problems, out IReadOnlyList<IApiProtocol> protocols) =>
        Known.TryParse(member, list, problems, out protocols);
}
