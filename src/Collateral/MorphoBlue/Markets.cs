using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.MorphoBlue;

/// <summary>A market of Morpho Blue. Its parameters are its identity: they never change, and the id is their digest.</summary>
/// <param name="Name">For figures and problems, such as <c>wstETH/USDC</c>; printable ASCII, at most 17 characters.</param>
/// <param name="Loan">What is supplied to lend and borrowed.</param>
/// <param name="LoanDecimals">What the loan token's <c>decimals()</c> must be.</param>
/// <param name="Collateral">What is put up.</param>
/// <param name="CollateralDecimals">What the collateral token's <c>decimals()</c> must be.</param>
/// <param name="Oracle">Tells the collateral's price in the loan token.</param>
/// <param name="Irm">The rate model; zero for markets without interest.</param>
/// <param name="Lltv">The loan-to-value at which a position is liquidated, times 10^18, above 0 and below 1.</param>
public sealed record MorphoMarket(string Name, EvmAddress Loan, byte LoanDecimals, EvmAddress Collateral, byte CollateralDecimals, EvmAddress Oracle, EvmAddress Irm, UInt128 Lltv)
{
    /// <summary>keccak256 of the ABI encoding of (loanToken, collateralToken, oracle, irm, lltv).</summary>
    public Hash256 Id => Keccak256.Hash(Write(new()).ToArray());

    internal AbiWriter Write(AbiWriter writer) => writer.Address(Loan).Address(Collateral).Address(Oracle).Address(Irm).UInt(Lltv);
}

/// <summary>Markets of Morpho Blue on one chain.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Multicall">Where Multicall3 is on that chain; it tells the block's time.</param>
/// <param name="Morpho">The one contract that holds all markets.</param>
/// <param name="Markets">Each once.</param>
public sealed record MorphoBlueMarkets(ChainId Chain, EvmAddress Multicall, EvmAddress Morpho, IReadOnlyList<MorphoMarket> Markets)
{
    public const string Source = "morpho-blue";
    public const int MaximumName = 17;

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Markets.Count == 0) problems.Add("markets: there must be at least one");
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (Multicall.IsZero || Morpho.IsZero) problems.Add("multicall, morpho: must not be the zero address");
        foreach (var market in Markets)
        {
            if (!MarketFields.IsName(market.Name, MaximumName)) problems.Add($"markets: the name of {market.Id} must be 1 to {MaximumName} printable ASCII characters without spaces");
            if (market.Loan.IsZero || market.Collateral.IsZero || market.Loan == market.Collateral) problems.Add($"markets: {market.Name} lends {market.Loan} against {market.Collateral}");
            if (Math.Max(market.LoanDecimals, market.CollateralDecimals) > Position.MaximumDecimals) problems.Add($"markets: {market.Name} has {market.LoanDecimals} and {market.CollateralDecimals} decimals, at most {Position.MaximumDecimals}");
            if (market.Lltv == 0 || market.Lltv >= MorphoBlueMath.Wad) problems.Add($"markets: {market.Name} has lltv {market.Lltv}, above 0 and below {MorphoBlueMath.Wad}");
        }

        foreach (var twice in Markets.GroupBy(market => market.Id).Where(group => group.Count() > 1)) problems.Add($"markets: {twice.Key} is there {twice.Count()} times");
        foreach (var twice in Markets.GroupBy(market => market.Name).Where(group => group.Count() > 1)) problems.Add($"markets: the name {twice.Key} is there {twice.Count()} times");
        return problems;
    }

    /// <summary>Reads the member <c>morpho-blue</c> of the protocols' file. A market's id stands beside its parameters and must follow from them.</summary>
    public static IReadOnlyList<MorphoBlueMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Source,
        problems,
        static section => new MorphoBlueMarkets(section.EvmChain(), section.Contract("multicall", EvmReaderOptions.CanonicalMulticall), section.Contract("morpho"), section.Each("markets", ReadMarket)),
        static markets => markets.Problems());

    private static MorphoMarket ReadMarket(JsonSection section)
    {
        var market = new MorphoMarket(
            section.Text("name"),
            section.Contract("loan"),
            section.TokenDecimals("loanDecimals"),
            section.Contract("collateral"),
            section.TokenDecimals("collateralDecimals"),
            section.Contract("oracle"),
            section.Contract("irm"),
            section.Scaled("lltv"));
        var id = section.Parsed("id", "0x and 64 hex digits", static text => (Hash256.TryParse(text, out var hash), hash));
        if (!id.IsZero && id != market.Id) section.Problem("id", $"the parameters make {market.Id}, not {id}");
        return market;
    }
}
