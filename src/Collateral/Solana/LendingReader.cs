using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>What an owner has deposited and borrowed in one lending market.</summary>
/// <param name="Market">Which.</param>
/// <param name="Owner">Who.</param>
/// <param name="Deposits">Receipts (cTokens) by reserve.</param>
/// <param name="Borrows">Borrowed amounts by reserve, brought to a cumulative borrow rate of one, in the program's scale.</param>
/// <param name="Health">The program's own figures as of its last refresh.</param>
internal sealed record Obligation(
    SolanaKey Market, SolanaKey Owner, IReadOnlyList<(SolanaKey Reserve, ulong Receipts)> Deposits, IReadOnlyList<(SolanaKey Reserve, UInt128 Shares)> Borrows, IReadOnlyList<HealthFigure> Health);

/// <summary>A reserve of one token.</summary>
/// <param name="Market">Of which market.</param>
/// <param name="Mint">The token.</param>
/// <param name="Decimals">Of the token.</param>
/// <param name="Deposit">Token units for a receipt.</param>
/// <param name="Borrow">Token units for a borrowed share.</param>
internal sealed record Reserve(SolanaKey Market, SolanaKey Mint, byte Decimals, ShareIndex Deposit, ShareIndex Borrow);

/// <summary>Lending by obligations and reserves, as Solend (now Save) and its descendant Kamino keep it. A position's market is <c>obligation/reserve</c>.</summary>
public abstract class LendingReader : ISolanaProtocol
{
    private readonly SolanaKey _program;
    private readonly IReadOnlyList<SolanaKey> _markets;
    private readonly bool _everyObligation;

    private protected LendingReader(string source, ChainId chain, SolanaKey program, IReadOnlyList<SolanaKey> markets, bool everyObligation) =>
        (Source, Chain, _program, _markets, _everyObligation) = (source, chain, program, markets, everyObligation);

    public string Source { get; }

    public ChainId Chain { get; }

    public SolanaStep Step(SolanaKey owner, SolanaView view)
    {
        var query = ObligationsOf(owner);
        if (_everyObligation && view.Missing([], query) is { } list) return list;
        SolanaKey[] keys = [.. _markets.Select(market => ObligationOf(owner, market)).Concat(_everyObligation ? view.Lists[query] : []).Distinct()];
        if (view.Missing(keys) is { } ask) return ask;
        var answer = new SolanaFindings(Source, AccountAddress.Parse($"{Chain}:{owner}"));
        var found = keys.Select(key => (Key: key, Obligation: Open(owner, key, view, answer))).Where(pair => pair.Obligation is not null).Select(pair => (pair.Key, Obligation: pair.Obligation!)).ToArray();
        var reserves = found.SelectMany(pair => pair.Obligation.Deposits.Select(deposit => deposit.Reserve).Concat(pair.Obligation.Borrows.Select(borrow => borrow.Reserve)));
        if (view.Missing(reserves) is { } more) return more;
        foreach (var (key, obligation) in found)
        {
            foreach (var (reserve, receipts) in obligation.Deposits) Add(answer, key, obligation, reserve, PositionSide.Collateral, receipts, view);
            foreach (var (reserve, shares) in obligation.Borrows) Add(answer, key, obligation, reserve, PositionSide.Debt, shares, view);
        }

        if (found.Length == 1)
        {
            foreach (var figure in found[0].Obligation.Health) answer.Figure(figure.Name, figure.Value, figure.Decimals);
        }

        return answer.Done();
    }

    public IReadOnlyList<SolanaEffect>? EffectsOf(SolanaHolding holding, SolanaTransaction transaction) => Programs.EffectsOf(holding, transaction);

    private protected abstract SolanaKey ObligationOf(SolanaKey owner, SolanaKey market);

    private protected abstract SolanaQuery ObligationsOf(SolanaKey owner);

    private protected abstract ProgramProblem? Parse(SolanaAccount account, out Obligation? obligation);

    private protected abstract ProgramProblem? Parse(SolanaAccount account, out Reserve? reserve);

    // An obligation that is not there holds and owes nothing, which is a fact.
    private Obligation? Open(SolanaKey owner, SolanaKey key, SolanaView view, SolanaFindings answer)
    {
        answer.Hold(key, _program, null);
        if (view.Accounts[key] is not { } account || !Programs.Exists(account)) return null;
        var problem = Parse(account, out Obligation? obligation);
        if (problem is null && obligation!.Owner != owner) problem = new(RejectionCode.WrongFeed, $"{key} belongs to {obligation.Owner}, not {owner}");
        if (problem is null && !_markets.Contains(obligation!.Market)) problem = new(RejectionCode.WrongFeed, $"{key} is of market {obligation.Market}, which is not read");
        if (problem is null) return obligation;
        answer.Refuse(problem.Code, key.ToString(), problem.Detail);
        return null;
    }

    private void Add(SolanaFindings answer, SolanaKey key, Obligation obligation, SolanaKey reserveKey, PositionSide side, UInt128 shares, SolanaView view)
    {
        var market = $"{key}/{reserveKey}";
        Reserve? reserve = null;
        var problem = view.Accounts[reserveKey] is { } account ? Parse(account, out reserve) : new(RejectionCode.Absent, $"no reserve {reserveKey}");
        if (problem is null && reserve!.Market != obligation.Market) problem = new(RejectionCode.WrongFeed, $"reserve {reserveKey} is of market {reserve.Market}, not {obligation.Market}");
        if (problem is not null)
        {
            answer.Refuse(problem.Code, market, problem.Detail);
            return;
        }

        var index = side == PositionSide.Debt ? reserve!.Borrow : reserve!.Deposit;
        answer.Hold(key, _program, answer.Add(market, AssetId.Parse($"{Chain}/token:{reserve.Mint}"), side, shares, index, reserve.Decimals));
    }
}
