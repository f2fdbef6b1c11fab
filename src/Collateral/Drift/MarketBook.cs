using System.Numerics;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>The markets that an owner's positions are in, as far as they are readable.</summary>
internal sealed class MarketBook
{
    private readonly Dictionary<string, ProgramProblem> _problems = [];

    private MarketBook()
    {
    }

    public Dictionary<ushort, SpotMarket> Spots { get; } = [];

    public Dictionary<ushort, PerpMarket> Perps { get; } = [];

    /// <summary>What the perpetual positions are priced by, and with <paramref name="margin"/> also the tokens.</summary>
    public IEnumerable<SolanaKey> Oracles(bool margin) => Perps.Values.Select(market => market.Oracle).Concat(margin ? Spots.Values.Select(market => market.Oracle) : []);

    public static MarketBook Read(SolanaView view, IEnumerable<ushort> spots, IEnumerable<ushort> perps)
    {
        var book = new MarketBook();
        foreach (var index in spots)
        {
            SpotMarket? market = null;
            var problem = view.Accounts[Markets.SpotKey(index)] is { } account ? Markets.ParseSpot(account, index, out market) : new(RejectionCode.Absent, $"no spot market {index}");
            if (problem is null) book.Spots[index] = market!;
            else book._problems[$"spot-{index}"] = problem;
        }

        foreach (var index in perps)
        {
            PerpMarket? market = null;
            var problem = view.Accounts[Markets.PerpKey(index)] is { } account ? Markets.ParsePerp(account, index, out market) : new(RejectionCode.Absent, $"no perp market {index}");
            if (problem is null) book.Perps[index] = market!;
            else book._problems[$"perp-{index}"] = problem;
        }

        return book;
    }

    /// <summary>Says why a market could not be read.</summary>
    public void Explain(SolanaFindings answer, string market, string name) => answer.Refuse(_problems[name].Code, market, _problems[name].Detail);

    /// <summary>What all perpetual positions of the account have gained or lost and not settled, in 10^-6 of the quote token, rounded down; null where one of them is not known.</summary>
    public BigInteger? GainOf(DriftUser user, SolanaView view, out ProgramProblem? problem)
    {
        problem = null;
        var gain = BigInteger.Zero;
        foreach (var perp in user.Perps)
        {
            if (!Perps.TryGetValue(perp.Market, out var market)) problem = _problems[$"perp-{perp.Market}"];
            else if (perp.LpShares != 0) problem = new(RejectionCode.Malformed, $"perp market {perp.Market}: {perp.LpShares} shares of its liquidity, whose part of its position is not known");
            else if (market.QuoteMarket != 0) problem = new(RejectionCode.OutOfRange, $"perp market {perp.Market} is settled in spot market {market.QuoteMarket}, not 0");
            if (problem is not null) return null;

            var price = market!.ExpiryPrice;
            if (perp.Base != 0 && !market.IsSettled) problem = PriceOf(view, market.Oracle, market.OracleSource, out price);
            if (problem is not null) return null;
            var value = BigInteger.DivRem((BigInteger)perp.Base * price, Layout.BaseUnit, out var rest);
            gain += value - (rest.Sign < 0 ? 1 : 0) + perp.Quote + market.FundingOf(perp);
        }

        return gain;
    }

    /// <summary>Drift's own figures; null where they need what is not known.</summary>
    public MarginFigures? Weigh(DriftUser user, MarginKind kind, SolanaView view, out ProgramProblem? problem)
    {
        problem = _problems.Values.FirstOrDefault();
        if (problem is not null) return null;
        var prices = new Dictionary<(SolanaKey Oracle, byte Source), long>();
        foreach (var (oracle, source) in Spots.Values.Select(market => (market.Oracle, market.OracleSource)).Concat(Perps.Values.Select(market => (market.Oracle, market.OracleSource))).Distinct())
        {
            problem = PriceOf(view, oracle, source, out var price);
            if (problem is not null) return null;
            prices[(oracle, source)] = price;
        }

        if (Perps.Values.Any(market => !Spots.ContainsKey(market.QuoteMarket)))
        {
            problem = new(RejectionCode.Absent, "a perp market is settled in a spot market that was not read");
            return null;
        }

        var weighing = new Margin(kind, Spots, Perps, market => prices[(market.Oracle, market.OracleSource)], market => prices[(market.Oracle, market.OracleSource)]);
        if (weighing.TryWeigh(user, out var figures)) return figures;
        problem = new(RejectionCode.OutOfRange, "a position of a kind that is not weighed here, or figures beyond 128 bits");
        return null;
    }

    private static ProgramProblem? PriceOf(SolanaView view, SolanaKey oracle, byte source, out long price)
    {
        price = 0;
        return view.Accounts[oracle] is { } account ? Markets.ParsePrice(account, source, out price) : new(RejectionCode.Absent, $"no oracle {oracle}");
    }
}
