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

    public IEnumerable<SolanaKey> Oracles => Spots.Values.Select(market => market.Oracle).Concat(Perps.Values.Select(market => market.Oracle));

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

    /// <summary>Drift's own figures; null where they need what is not known.</summary>
    public MarginFigures? Weigh(DriftUser user, MarginKind kind, SolanaView view, out ProgramProblem? problem)
    {
        problem = _problems.Values.FirstOrDefault();
        if (problem is not null) return null;
        var prices = new Dictionary<(SolanaKey Oracle, byte Source), long>();
        foreach (var (oracle, source) in Spots.Values.Select(market => (market.Oracle, market.OracleSource)).Concat(Perps.Values.Select(market => (market.Oracle, market.OracleSource))).Distinct())
        {
            long price = 0;
            problem = view.Accounts[oracle] is { } account ? Markets.ParsePrice(account, source, out price) : new(RejectionCode.Absent, $"no oracle {oracle}");
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
}
