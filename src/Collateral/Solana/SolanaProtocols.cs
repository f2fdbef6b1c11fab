using System.Text.Json;
using CrossChainOracle.Collateral.Drift;
using CrossChainOracle.Collateral.Kamino;
using CrossChainOracle.Collateral.MarginFi;
using CrossChainOracle.Collateral.Save;
using CrossChainOracle.Collateral.SplToken;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>The readers of Solana by their member of <c>config/protocols.json</c>.</summary>
public static class SolanaProtocols
{
    private const string Save = "save";
    private const string Kamino = "kamino";

    private static readonly ProtocolMembers<ISolanaProtocol> Known = new(new Dictionary<string, Func<JsonElement, List<string>, IEnumerable<Func<ISolanaProtocol>>>>(StringComparer.Ordinal)
    {
        [SplTokenMarkets.Member] = static (list, problems) =>
            SplTokenMarkets.Parse(list, problems).Select(static markets => (Func<ISolanaProtocol>)(() => new SplTokenReader(markets.Chain, markets.Mints, markets.EveryAccount))),
        [MarginFiMarkets.Member] = static (list, problems) =>
            MarginFiMarkets.Parse(list, problems).Select(static markets => (Func<ISolanaProtocol>)(() => new MarginFiReader(markets.Chain, markets.Accounts, markets.Program))),
        [Save] = static (list, problems) =>
            LendingMarkets.Parse(list, problems, Save).Select(static markets => (Func<ISolanaProtocol>)(() => new SaveReader(markets.Chain, markets.Markets, markets.EveryObligation))),
        [Kamino] = static (list, problems) =>
            LendingMarkets.Parse(list, problems, Kamino).Select(static markets => (Func<ISolanaProtocol>)(() => new KaminoReader(markets.Chain, markets.Markets, markets.EveryObligation))),
        [DriftSubAccounts.Member] = static (list, problems) =>
            DriftSubAccounts.Parse(list, problems).Select(static accounts => (Func<ISolanaProtocol>)(() => new DriftReader(accounts.Chain, accounts.Numbers, accounts.Margin))),
    });

    /// <summary>The readers that a member configures, one for each object of its list; none where the list has a problem. False for members that configure no reader of Solana.</summary>
    /// <param name="member">The member's name.</param>
    /// <param name="list">The member's value.</param>
    /// <param name="problems">Where everything goes that is wrong with it.</param>
    /// <param name="protocols">The readers.</param>
    public static bool TryParse(string member, JsonElement list, List<string> problems, out IReadOnlyList<ISolanaProtocol> protocols) =>
        Known.TryParse(member, list, problems, out protocols);
}
