using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>One account in one round: its positions by chain, what of them counts, and what is missing.</summary>
internal sealed class AccountView
{
    private readonly CollateralPolicy _policy;
    private readonly AccountRule _account;
    private readonly Dictionary<ChainId, JudgedChain> _chains;
    private readonly List<AccountProblem> _given;
    private readonly List<AccountProblem> _problems;
    private readonly Dictionary<AccountAddress, bool> _links;
    private readonly List<PositionReading> _readings = [];
    private readonly List<CreditLine.Unread> _unusable = [];

    public AccountView(
        CollateralPolicy policy, AccountRule account, Dictionary<ChainId, JudgedChain> chains, IEnumerable<PositionReading> readings, IEnumerable<AccountProblem> problems)
    {
        (_policy, _account, _chains, _given) = (policy, account, chains, [.. problems]);
        _problems = [.. _given];
        _links = account.Links.ToDictionary(link => link.Address, link => link.IsProven);
        var own = readings.Where(reading => _links.ContainsKey(reading.Key.Owner)).OrderBy(reading => reading.Key).ToList();
        if (own.Count > CollateralRound.MaximumPositions)
        {
            var problem = new ReadingProblem(RejectionCode.Oversized, string.Empty, string.Empty, $"{own.Count} positions, at most {CollateralRound.MaximumPositions}");
            _problems.AddRange(Chains.Select(chain => new AccountProblem(account.Account, chain, problem)));
            return;
        }

        foreach (var reading in own)
        {
            if (ProblemOf(reading, policy.Find(reading.Key.Asset)) is not { } problem)
            {
                if (chains[reading.Key.Chain].IsUsable) _readings.Add(reading);
                continue;
            }

            _unusable.Add(new(reading.Key, reading.Rule, problem));
            _problems.Add(new(account.Account, reading.Key.Chain, problem));
        }
    }

    public AccountId Account => _account.Account;

    /// <summary>That it is linked on, in order.</summary>
    public IEnumerable<ChainId> Chains => _account.Links.Select(link => link.Address.Chain).Distinct().Order();

    /// <summary>On chains that can be used, in order of key.</summary>
    public IReadOnlyList<PositionReading> Readings => _readings;

    /// <summary>Chains of which a part of the account could not be stated, with the reason, in order.</summary>
    public IEnumerable<(ChainId Chain, CollateralGapReason Reason, IReadOnlyList<ReadingProblem> Problems)> Missing()
    {
        foreach (var chain in Chains)
        {
            var problems = _problems.Where(problem => problem.Chain == chain).Select(problem => problem.Problem)
                .OrderBy(problem => problem.Source, StringComparer.Ordinal).ThenBy(problem => problem.Market, StringComparer.Ordinal).ThenBy(problem => problem.Code).ThenBy(problem => problem.Detail, StringComparer.Ordinal).ToList();
            if (!_chains[chain].IsUsable) yield return (chain, _chains[chain].Reason, problems);
            else if (problems.Count > 0) yield return (chain, CollateralGapReason.ReadFailed, problems);
        }
    }

    /// <summary>The positions of each chain as the credit rule takes them. What only an unnamed answer says is no credit; what it says is owed counts.</summary>
    public IReadOnlyList<(List<CreditLine> Lines, List<UnitChange> Changes)> Lines()
    {
        var counted = _readings.Where(IsCounted).ToLookup(reading => reading.Key.Chain);
        var unusable = _unusable.ToLookup(line => line.Key.Chain);
        return [.. Chains.Select(chain =>
            (counted[chain].Select(LineOf).Concat(unusable[chain]).ToList(), counted[chain].Where(IsRead).SelectMany(ChangesOf).ToList()))];
    }

    /// <summary>A statement for every position.</summary>
    public IEnumerable<Draft> Statements()
    {
        var credits = Lines().SelectMany(chain => Credit.Of(chain.Lines, chain.Changes)).SelectMany(asset => asset.Positions).ToDictionary(position => position.Key);
        return _readings.Select(reading => Statement(reading, _links[reading.Key.Owner], credits.GetValueOrDefault(reading.Key)));
    }

    private Draft Statement(PositionReading reading, bool isProven, PositionCredit? credit)
    {
        var chain = _chains[reading.Key.Chain];
        var stage = chain.StageOf(reading.At, reading.Pin);
        var owed = reading.Key.Side.IsOwed();
        var context = ContextCodec.Encode(new CollateralContext(reading.Key, reading.Bound, reading.Changes));
        var shares = credit?.Shares ?? (owed ? UInt128.Max(reading.Finalized, reading.Seen) : 0);
        return new(
            new CollateralStatement
            {
                IsLinkProven = isProven,
                IsWindowUnknown = reading.IsWindowUnknown,
                Side = reading.Key.Side,
                Stage = stage,
                Evidence = reading.Evidence,
                Pin = reading.Pin,
                Rule = reading.Rule,
                Decimals = reading.Decimals,
                Account = Account,
                Position = Subjects.Of(Account, reading.Key),
                At = reading.At,
                ValidFor = chain.ValidFor(stage),
                Finalized = reading.Finalized,
                Seen = reading.Seen,
                Credited = shares,
                Amount = credit?.Amount ?? (owed ? reading.Bound.ToAmount(shares, Rounding.Up) : 0),
                Context = Keccak256.Hash(context),
            },
            context);
    }

    private bool IsCounted(PositionReading reading) =>
        reading.Pin != PinKind.Answer || reading.Key.Side.IsOwed() || _policy.AnswerSources.Contains(reading.Key.Source);

    private ReadingProblem? ProblemOf(PositionReading reading, AssetRule? asset)
    {
        var (source, market) = (reading.Key.Source, reading.Key.Market);
        if (asset is null) return new(RejectionCode.UnknownRoute, source, market, $"{reading.Key.Asset} is not among the assets");
        if (asset.Decimals != reading.Decimals) return new(RejectionCode.OutOfRange, source, market, $"{reading.Key.Asset} has {asset.Decimals} decimals, the source says {reading.Decimals}");
        if (!reading.Key.Side.Bounds(reading.Bound, reading.Index)) return new(RejectionCode.OutOfRange, source, market, "the bound of the index is better than the index");
        if (!reading.Index.TryToAmount(UInt128.Max(reading.Seen, reading.Finalized), Rounding.Up, out _) || !reading.Bound.TryToAmount(UInt128.Max(reading.Seen, reading.Finalized), Rounding.Up, out _))
        {
            return new(RejectionCode.OutOfRange, source, market, "the amount needs more than 128 bits");
        }

        return _chains[reading.Key.Chain].Contradiction(reading.At, reading.Pin) is { } contradiction ? new(RejectionCode.BadProof, source, market, contradiction) : null;
    }

    /// <summary>Of a source that could not be read as a whole, a position may be read and its encumbrance not.</summary>
    private ReadingProblem? UnreadBy(PositionReading reading) =>
        _given.Where(problem => problem.Chain == reading.Key.Chain && (problem.Problem.Source.Length == 0 || problem.Problem.Source == reading.Key.Source)).Select(problem => problem.Problem).MinBy(problem => problem.Code);

    private bool IsRead(PositionReading reading) => !reading.IsWindowUnknown && UnreadBy(reading) is null;

    private CreditLine LineOf(PositionReading reading)
    {
        if (reading.IsWindowUnknown) return new CreditLine.Unread(reading.Key, reading.Rule, new(RejectionCode.Absent, reading.Key.Source, reading.Key.Market, "some of the unfinalized blocks were not seen"));
        if (UnreadBy(reading) is { } problem) return new CreditLine.Unread(reading.Key, reading.Rule, problem);
        var (lowest, highest) = reading.Key.Side.IsOwed() ? (reading.Index, reading.Bound) : (reading.Bound, reading.Index);
        return new CreditLine.Read(reading.Key, reading.Rule, reading.Finalized, reading.Seen, lowest, highest, reading.Decimals);
    }

    private static IEnumerable<UnitChange> ChangesOf(PositionReading reading) =>
        reading.Changes.Select(change => new UnitChange(reading.Key, change.Unit, change.Delta));
}
