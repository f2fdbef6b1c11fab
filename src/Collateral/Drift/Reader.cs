using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>Sub-accounts of Drift v2.</summary>
/// <remarks>
/// A deposit or borrow stands in market <c>user/spot-index</c> with its scaled balance as shares. A perpetual position stands in <c>user/perp-index</c> as two lines, base
/// and quote, each collateral or debt by its sign, so that their values add up to the position's, and funding that is owed but not settled as a debt in <c>perp-index-funding</c>; the base is asset <c>chain/drift:perp-index</c> with 9 decimals. A
/// profit that is realised but not settled is <see cref="PositionSide.Pending"/>: the market's pool may not be able to pay it.
/// </remarks>
/// <param name="chain">The cluster.</param>
/// <param name="subAccounts">Which of the owner's sub-accounts; their addresses are derived.</param>
/// <param name="margin">Also read the oracles and tell Drift's own maintenance figures. Oracles change every slot, so that endpoints agree less often.</param>
public sealed class DriftReader(ChainId chain, IReadOnlyList<ushort> subAccounts, bool margin = false) : ISolanaProtocol
{
    public string Source => "drift";

    public ChainId Chain => chain;

    public SolanaStep Step(SolanaKey owner, SolanaView view)
    {
        SolanaKey[] keys = [.. subAccounts.Select(index => Markets.UserKey(owner, index))];
        if (view.Missing(keys) is { } ask) return ask;
        var answer = new SolanaFindings(Source, AccountAddress.Parse($"{chain}:{owner}"));
        var found = keys.Select(key => (Key: key, User: Open(owner, key, view, answer))).Where(pair => pair.User is not null).Select(pair => (pair.Key, User: pair.User!)).ToArray();
        var spots = found.SelectMany(pair => pair.User.Spots.Select(spot => spot.Market)).ToHashSet();
        var perps = found.SelectMany(pair => pair.User.Perps.Select(perp => perp.Market)).ToHashSet();

        // Perpetual positions are settled in the quote token, which is spot market 0.
        if (perps.Count > 0) spots.Add(0);
        if (view.Missing(spots.Select(Markets.SpotKey).Concat(perps.Select(Markets.PerpKey))) is { } markets) return markets;
        var book = MarketBook.Read(view, spots, perps);
        if (margin && view.Missing(book.Oracles) is { } oracles) return oracles;
        foreach (var (key, user) in found)
        {
            foreach (var spot in user.Spots) AddSpot(answer, key, user, spot, book);
            foreach (var perp in user.Perps) AddPerp(answer, key, user, perp, book);
        }

        if (margin && found.Length == 1) AddMargin(answer, found[0].Key, found[0].User, book, view);
        return answer.Done();
    }

    public IReadOnlyList<SolanaEffect>? EffectsOf(SolanaHolding holding, SolanaTransaction transaction) => Programs.EffectsOf(holding, transaction);

    // A sub-account that is not there holds and owes nothing, which is a fact.
    private static DriftUser? Open(SolanaKey owner, SolanaKey key, SolanaView view, SolanaFindings answer)
    {
        answer.Hold(key, Layout.Program, null);
        if (view.Accounts[key] is not { } account || !Programs.Exists(account)) return null;
        var problem = Parser.ParseUser(account, out var user);
        if (problem is null && user!.Authority != owner) problem = new(RejectionCode.WrongFeed, $"{key} belongs to {user.Authority}, not {owner}");
        if (problem is null) return user;
        answer.Refuse(problem.Code, key.ToString(), problem.Detail);
        return null;
    }

    private void AddSpot(SolanaFindings answer, SolanaKey key, DriftUser user, SpotPosition spot, MarketBook book)
    {
        var market = $"{key}/spot-{spot.Market}";
        if (!book.Spots.TryGetValue(spot.Market, out var found))
        {
            book.Explain(answer, market, $"spot-{spot.Market}");
            return;
        }

        Add(answer, key, user, market, AssetId.Parse($"{chain}/token:{found.Mint}"), spot.IsBorrow ? PositionSide.Debt : PositionSide.Collateral, spot.Balance, found.IndexOf(spot.IsBorrow), found.Decimals);
    }

    private void AddPerp(SolanaFindings answer, SolanaKey key, DriftUser user, PerpPosition perp, MarketBook book)
    {
        var market = $"{key}/perp-{perp.Market}";
        if (!book.Spots.TryGetValue(0, out var quote) || !book.Perps.TryGetValue(perp.Market, out var found))
        {
            book.Explain(answer, market, book.Spots.ContainsKey(0) ? $"perp-{perp.Market}" : "spot-0");
            return;
        }

        if (quote.Decimals != Layout.QuoteDecimals || found.QuoteMarket != 0)
        {
            answer.Refuse(RejectionCode.OutOfRange, market, $"is settled in spot market {found.QuoteMarket}; market 0 has {quote.Decimals} decimals, not {Layout.QuoteDecimals}");
            return;
        }

        if (perp.LpShares != 0)
        {
            answer.Refuse(RejectionCode.Malformed, market, $"{perp.LpShares} shares of the market's liquidity, whose part of its position is not known");
            return;
        }

        var token = AssetId.Parse($"{chain}/token:{quote.Mint}");
        var funding = -found.FundingOf(perp);
        if (funding.Sign > 0)
        {
            if (funding > UInt128.MaxValue) answer.Refuse(RejectionCode.OutOfRange, market, $"funding of {funding}");
            else Add(answer, key, user, $"{market}-funding", token, PositionSide.Debt, (UInt128)funding, ShareIndex.One, Layout.QuoteDecimals);
        }

        if (perp.Base == 0)
        {
            var side = perp.Quote < 0 ? PositionSide.Debt : PositionSide.Pending;
            if (perp.Quote != 0) Add(answer, key, user, market, token, side, Magnitude(perp.Quote), ShareIndex.One, Layout.QuoteDecimals);
            return;
        }

        Add(answer, key, user, market, AssetId.Parse($"{chain}/drift:perp-{perp.Market}"), SideOf(perp.Base), Magnitude(perp.Base), ShareIndex.One, Layout.BaseDecimals);
        if (perp.Quote != 0) Add(answer, key, user, market, token, SideOf(perp.Quote), Magnitude(perp.Quote), ShareIndex.One, Layout.QuoteDecimals);
    }

    private static void Add(SolanaFindings answer, SolanaKey key, DriftUser user, string market, AssetId asset, PositionSide side, UInt128 shares, ShareIndex index, byte decimals)
    {
        answer.Hold(key, Layout.Program, answer.Add(market, asset, side, shares, index, decimals));

        // In liquidation anybody may take it.
        if (user.InDistress && side == PositionSide.Collateral) answer.Add(market, asset, PositionSide.Encumbrance, shares, index, decimals);
    }

    private static PositionSide SideOf(long amount) => amount < 0 ? PositionSide.Debt : PositionSide.Collateral;

    private static UInt128 Magnitude(long amount) => (UInt128)Int128.Abs(amount);

    private static void AddMargin(SolanaFindings answer, SolanaKey key, DriftUser user, MarketBook book, SolanaView view)
    {
        if (book.Weigh(user, MarginKind.Maintenance, view, out var problem) is not { } figures)
        {
            answer.Refuse(problem!.Code, key.ToString(), $"no margin figures: {problem.Detail}");
            return;
        }

        answer.Figure("total_collateral", figures.TotalCollateral, Layout.QuoteDecimals);
        answer.Figure("margin_requirement", figures.MarginRequirement, Layout.QuoteDecimals);
    }
}
