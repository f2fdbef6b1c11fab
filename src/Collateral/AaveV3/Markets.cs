using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.AaveV3;

/// <summary>What a pool does with debt at stable rates.</summary>
public enum AaveStableDebt
{
    /// <summary>Abolished, as everywhere since Aave v3.2; an account that has some is a problem.</summary>
    None = 1,

    /// <summary>There may be some: it grows without a log, so that the pool is read in every block.</summary>
    Counted = 2,
}

/// <param name="Symbol">For figures and problems; printable ASCII, at most 20 characters.</param>
/// <param name="Asset">What is supplied and borrowed.</param>
/// <param name="Decimals">What the asset's <c>decimals()</c> must be.</param>
/// <param name="AToken">The token of what is supplied.</param>
/// <param name="DebtToken">The token of variable debt.</param>
public sealed record AaveReserve(string Symbol, EvmAddress Asset, byte Decimals, EvmAddress AToken, EvmAddress DebtToken);

/// <summary>One pool of Aave v3, or of a fork with the same interface.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Source">The name in position keys: <c>aave-v3</c>, with a suffix where a chain has several pools.</param>
/// <param name="Pool">The pool's proxy.</param>
/// <param name="DataProvider">The AaveProtocolDataProvider of that pool.</param>
/// <param name="StableDebt">What it does with debt at stable rates.</param>
/// <param name="BaseDecimals">Of the base currency: 8 for US dollars.</param>
/// <param name="Reserves">Each once.</param>
public sealed record AaveV3Markets(ChainId Chain, string Source, EvmAddress Pool, EvmAddress DataProvider, AaveStableDebt StableDebt, byte BaseDecimals, IReadOnlyList<AaveReserve> Reserves)
{
    public const string Member = "aave-v3";
    public const int MaximumSymbol = 20;

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Reserves.Select(reserve => reserve.Asset)], "reserves").ToList();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (!MarketFields.IsSource(Source, Member)) problems.Add($"source: {Member}, or that and a dash and a name, at most {PositionKey.MaximumSource} of a-z0-9-, not '{Source}'");
        if (Pool.IsZero || DataProvider.IsZero) problems.Add("pool, dataProvider: must not be the zero address");
        if (BaseDecimals > Position.MaximumDecimals) problems.Add($"baseDecimals: at most {Position.MaximumDecimals}, not {BaseDecimals}");
        foreach (var reserve in Reserves)
        {
            if (!MarketFields.IsName(reserve.Symbol, MaximumSymbol)) problems.Add($"reserves: the symbol of {reserve.Asset} must be 1 to {MaximumSymbol} printable ASCII characters without spaces");
            if (reserve.AToken.IsZero || reserve.DebtToken.IsZero || reserve.AToken == reserve.DebtToken) problems.Add($"reserves: {reserve.Asset} has the tokens {reserve.AToken} and {reserve.DebtToken}");
            if (reserve.Decimals > Position.MaximumDecimals) problems.Add($"reserves: {reserve.Asset} has {reserve.Decimals} decimals, at most {Position.MaximumDecimals}");
        }

        foreach (var twice in Reserves.GroupBy(reserve => reserve.Symbol).Where(group => group.Count() > 1)) problems.Add($"reserves: the symbol {twice.Key} is there {twice.Count()} times");
        return problems;
    }

    /// <summary>Reads the member <c>aave-v3</c> of the protocols' file.</summary>
    public static IReadOnlyList<AaveV3Markets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new AaveV3Markets(
            section.EvmChain(),
            section.Text("source", Member),
            section.Contract("pool"),
            section.Contract("dataProvider"),
            section.Choice<AaveStableDebt>("stableDebt", AaveStableDebt.None),
            section.TokenDecimals("baseDecimals"),
            section.Each("reserves", ReadReserve)),
        static markets => markets.Problems());

    private static AaveReserve ReadReserve(JsonSection reserve) =>
        new(reserve.Text("symbol"), reserve.Contract("asset"), reserve.TokenDecimals(), reserve.Contract("aToken"), reserve.Contract("debtToken"));
}
