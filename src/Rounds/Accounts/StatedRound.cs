using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>All statements that a round comes to, and what the next state has to remember of them.</summary>
internal sealed class StatedRound(CollateralPolicy policy, Dictionary<ChainId, JudgedChain> chains, CollateralState state, CollateralRound round)
{
    private readonly List<LiveFact> _live = [];
    private readonly List<Hash256> _restated = [];
    private readonly SnapshotMaking _snapshots = new(policy, chains, round);
    private readonly Dictionary<(AccountId Account, ChainId Chain), GapState> _gaps = OpenGaps(policy, state);

    /// <summary>Facts of this round that are not final; complete once <see cref="Drafts"/> was read.</summary>
    public IReadOnlyList<LiveFact> LiveFacts => _live;

    /// <summary>Subjects of this round, also those whose fact is final; complete once <see cref="Drafts"/> was read.</summary>
    public IReadOnlyList<Hash256> Restated => _restated;

    /// <summary>Complete once <see cref="Drafts"/> was read.</summary>
    public IReadOnlyList<GapState> Gaps => [.. _gaps.Values.OrderBy(static gap => gap.Account).ThenBy(static gap => gap.Chain)];

    public List<Draft> Drafts()
    {
        var drafts = new List<Draft>();
        foreach (var chain in chains.Values.Where(static chain => chain.Reading is not null)) drafts.Add(Status(chain));
        foreach (var market in round.Markets) drafts.AddRange(Market(market));
        foreach (var account in Accounts()) AddAccount(drafts, account);
        drafts.AddRange(FactKeeping.Retractions(state, chains).Select(static retraction => new Draft(retraction, [])));
        return drafts;
    }

    private IEnumerable<AccountView> Accounts()
    {
        var readings = round.Positions.GroupBy(static reading => reading.Account).ToDictionary(static group => group.Key);
        var problems = round.Problems.GroupBy(static problem => problem.Account).ToDictionary(static group => group.Key);
        foreach (var account in readings.Keys.Union(problems.Keys).Select(account => policy.Find(account)).OfType<AccountRule>())
        {
            yield return new(policy, account, chains, readings.GetValueOrDefault(account.Account) ?? Enumerable.Empty<PositionReading>(), problems.GetValueOrDefault(account.Account) ?? Enumerable.Empty<AccountProblem>());
        }
    }

    private void AddAccount(List<Draft> drafts, AccountView account)
    {
        var statements = account.Statements().ToList();
        drafts.AddRange(statements);
        foreach (var (reading, draft) in account.Readings.Zip(statements)) Remember((CollateralStatement)draft.Statement, reading.Key.Chain);
        var snapshot = _snapshots.Make(account, [.. statements.Select(static draft => (CollateralStatement)draft.Statement)]);
        if (snapshot is not null) drafts.Add(snapshot);
        var missing = account.Missing().ToList();
        foreach (var closed in account.Chains.Where(chain => missing.All(part => part.Chain != chain))) _gaps.Remove((account.Account, closed));
        foreach (var (chain, reason, problems) in missing) drafts.Add(Gap(account.Account, chain, reason, problems));
    }

    /// <summary>Of what the policy still links: a gap of anything else would never end.</summary>
    private static Dictionary<(AccountId Account, ChainId Chain), GapState> OpenGaps(CollateralPolicy policy, CollateralState state) =>
        state.Gaps.Where(gap => policy.Find(gap.Account)?.Links.Any(link => link.Address.Chain == gap.Chain) == true).ToDictionary(static gap => (gap.Account, gap.Chain));

    private void Remember(CollateralStatement statement, ChainId chain)
    {
        _restated.Add(statement.Position);
        // An answer has no block that could be taken from under it.
        if (statement.Stage == Stage.Finalized || statement.Pin == PinKind.Answer) return;
        _live.Add(new(statement.Position, StatementKind.Collateral, chain, statement.At.Height, statement.At.Hash, round.Sequence));
    }

    private Draft Gap(AccountId account, ChainId chain, CollateralGapReason reason, IReadOnlyList<ReadingProblem> problems)
    {
        var gap = _gaps[(account, chain)] = _gaps.GetValueOrDefault((account, chain)) ?? new(account, chain, round.ValidAfter);
        var context = ContextCodec.Encode(new CollateralGapContext(chain, problems));
        return new(
            new CollateralGapStatement { Reason = reason, Account = account, Chain = Subjects.Of(chain), From = gap.From, To = round.ObservedAt, Context = Keccak256.Hash(context) },
            context);
    }

    private static Draft Status(JudgedChain chain)
    {
        var context = ContextCodec.Encode(new ChainContext(chain.Rule.Chain, chain.Reading!.Note));
        return new(chain.Status(Subjects.Of(chain.Rule.Chain), Keccak256.Hash(context)), context);
    }

    private IEnumerable<Draft> Market(MarketReading reading)
    {
        if (policy.Find(reading.Market.Asset)?.Decimals != reading.Decimals) yield break;
        if (chains.GetValueOrDefault(reading.Market.Chain) is not { IsUsable: true } chain || chain.Contradiction(reading.At, reading.Pin) is not null) yield break;
        var stage = chain.StageOf(reading.At, reading.Pin);
        var context = ContextCodec.Encode(reading.Market);
        var subject = Keccak256.Hash(context);
        _restated.Add(subject);
        if (stage != Stage.Finalized && reading.Pin != PinKind.Answer) _live.Add(new(subject, StatementKind.MarketIndex, reading.Market.Chain, reading.At.Height, reading.At.Hash, round.Sequence));
        yield return new(
            new MarketIndexStatement
            {
                Side = reading.Market.Side,
                Stage = stage,
                Evidence = reading.Evidence,
                Pin = reading.Pin,
                Decimals = reading.Decimals,
                Market = subject,
                At = reading.At,
                ValidFor = chain.ValidFor(stage),
                Index = reading.Index,
                Bound = reading.Bound,
                Context = subject,
            },
            context);
    }
}
