using System.Numerics;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>Sub-accounts of Drift v2.</summary>
/// <remarks>
/// A deposit or borrow stands in market <c>user/spot-index</c> with its scaled balance as shares. What all perpetual positions of a sub-account have gained or lost at their
/// oracles' prices and not settled, funding included, stands in market <c>user/perps</c> in the quote token, by the rule of <see cref="UnsettledGains"/>.
/// </remarks>
/// <param name="chain">The cluster.</param>
/// <param name="subAccounts">Which of the owner's sub-accounts; their addresses are derived.</param>
/// <param name="margin">Also read the oracles of the tokens and tell Drift's own maintenance figures. Oracles change every slot, so that endpoints agree less often.</param>
public sealed class DriftReader(ChainId chain, IReadOnlyList<ushort> subAccounts, bool margin = false) : ISolanaProtocol
{
    public string Source => DriftSubAccounts.Member;

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
        if (found.Length > 0) spots.Add(0);
        if (view.Missing(spots.Select(Markets.SpotKey).Concat(perps.Select(Markets.PerpKey))) is { } markets) return markets;
        var book = MarketBook.Read(view, spots, perps);
        if (view.Missing(book.Oracles(margin)) is { } oracles) return oracles;
        foreach (var (key, user) in found)
        {
            foreach (var spot in user.Spots) AddSpot(answer, key, user, spot, book);
            AddPerps(answer, key, user, book, view);
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

    // The rule for gains that are not settled stands with UnsettledGains; all positions of a sub-account are margined together.
    private void AddPerps(SolanaFindings answer, SolanaKey key, DriftUser user, MarketBook book, SolanaView view)
    {
        var market = $"{key}/perps";
        if (!book.Spots.TryGetValue(0, out var quote))
        {
            book.Explain(answer, market, "spot-0");
            return;
        }

        ProgramProblem? problem = quote.Decimals == Layout.QuoteDecimals ? null : new(RejectionCode.OutOfRange, $"spot market 0 has {quote.Decimals} decimals, not {Layout.QuoteDecimals}");
        var gain = problem is null ? book.GainOf(user, view, out problem) : null;
        if (problem is null && BigInteger.Abs(gain!.Value) > UInt128.MaxValue) problem = new(RejectionCode.OutOfRange, $"a gain of {gain}");
        if (problem is not null)
        {
            answer.Refuse(problem.Code, market, problem.Detail);
            return;
        }

        var token = AssetId.Parse($"{chain}/token:{quote.Mint}");
        var (pending, debt) = UnsettledGains.Net([gain!.Value]);
        Add(answer, key, user, market, token, PositionSide.Pending, (UInt128)pending, ShareIndex.One, Layout.QuoteDecimals);
        Add(answer, key, user, market, token, PositionSide.Debt, (UInt128)debt, ShareIndex.One, Layout.QuoteDecimals);
    }

    private static void Add(SolanaFindings answer, SolanaKey key, DriftUser user, string market, AssetId asset, PositionSide side, UInt128 shares, ShareIndex index, byte decimals)
    {
        answer.Hold(key, Layout.Program, answer.Add(market, asset, side, shares, index, decimals));

        // In liquidation anybody may take it.
        if (user.InDistress && side == PositionSide.Collateral) answer.Add(market, asset, PositionSide.Encumbrance, shares, index, decimals);
    }

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
