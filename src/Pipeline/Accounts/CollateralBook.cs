using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Pipeline.Accounts;

/// <summary>What is known of one shard's accounts, and what of it has to be stated next. Thread-safe.</summary>
/// <remarks>
/// What a round takes is what changed since it was last in a round that was reserved, and what its heartbeat is due for: the cost of a round follows activity. Until it is known that
/// a round was reserved, what it took stays due.
/// </remarks>
public sealed class CollateralBook
{
    private readonly Lock _gate = new();
    private readonly long _heartbeatMs;
    private readonly Dictionary<ChainId, ChainNotes> _chains;
    private readonly Dictionary<AccountId, AccountNotes> _accounts;
    private readonly HashSet<AccountId> _due = [];
    private readonly SortedSet<(long At, AccountId Account)> _clock = [];
    private Taken? _taken;

    /// <param name="policy">The shard's.</param>
    /// <param name="heartbeat">Longest time after which an unchanged account is stated again.</param>
    public CollateralBook(CollateralPolicy policy, TimeSpan heartbeat)
    {
        _heartbeatMs = (long)heartbeat.TotalMilliseconds;
        _accounts = policy.Accounts.ToDictionary(static account => account.Account, static account => new AccountNotes([.. account.Links.Select(static link => link.Address.Chain).Distinct()]));
        var linked = _accounts.SelectMany(static pair => pair.Value.Chains, static (pair, chain) => (Account: pair.Key, Chain: chain)).ToLookup(static pair => pair.Chain, static pair => pair.Account);
        _chains = policy.Chains.ToDictionary(static chain => chain.Chain, chain => new ChainNotes([.. linked[chain.Chain]]));
    }

    /// <summary>Takes over what a look at a chain gave. True when it brought something that should not wait for the next heartbeat of the shard.</summary>
    public bool Hear(ChainId chain, ChainLook look)
    {
        lock (_gate)
        {
            if (!_chains.TryGetValue(chain, out var notes)) return false;
            var (isNews, wasHeard, wasUsable) = (look.Reading is { Lost.Count: > 0 }, notes.IsHeard, notes.IsUsable);
            notes.Hear(look);
            foreach (var account in look.Accounts)
            {
                if (!_accounts.TryGetValue(account.Account, out var known)) continue;
                known.Looks[chain] = account;
                MakeDue(account.Account);
                isNews = true;
            }

            if (wasHeard && wasUsable == notes.IsUsable) return isNews;
            MakeDue(notes);
            return true;
        }
    }

    /// <summary>The blocks under facts of a chain that are attested and not final.</summary>
    public IReadOnlyCollection<OpenBlock> OpenBlocks(ChainId chain)
    {
        lock (_gate) return _chains.TryGetValue(chain, out var notes) ? notes.Open : [];
    }

    /// <summary>Notes which facts are open after a round that may become the next: what it states has to be watched at once.</summary>
    public void Watch(CollateralState next)
    {
        lock (_gate)
        {
            foreach (var (chain, open) in OpenBlocks(next)) chain.Open = open;
        }
    }

    /// <summary>All that the next round is made of but the prices; null while no chain was seen. What it takes stays due until <see cref="Settle"/>.</summary>
    /// <param name="state">After the last reserved round.</param>
    /// <param name="now">Unix milliseconds.</param>
    public CollateralInputs? Take(CollateralState state, long now)
    {
        lock (_gate)
        {
            foreach (var (chain, open) in OpenBlocks(state)) chain.Continue(open);
            foreach (var judged in state.Chains)
            {
                if (_chains.TryGetValue(judged.Chain, out var notes) && notes.Judge(judged.IsFaulty)) MakeDue(notes);
            }

            var seen = _chains.Values.Where(static notes => notes.Reading is not null).ToList();
            if (seen.Count == 0) return null;
            if (_clock.Count == 0) Start(now);
            var accounts = _due.Concat(_clock.TakeWhile(entry => now - entry.At >= _heartbeatMs).Select(static entry => entry.Account)).ToHashSet();
            var (positions, problems) = (new List<PositionReading>(), new List<AccountProblem>());
            foreach (var account in accounts) Collect(account, positions, problems);
            _taken = new(now, accounts);
            return new([.. seen.Select(static notes => notes.Take())], [.. seen.SelectMany(static notes => notes.Markets)], positions, problems);
        }
    }

    /// <summary>The round that took last was reserved: what it took, and what has not changed since, is no longer due.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            if (_taken is not { } taken) return;
            foreach (var account in taken.Accounts)
            {
                if (!taken.ChangedSince.Contains(account)) _due.Remove(account);
                var notes = _accounts[account];
                _clock.Remove((notes.StatedAt, account));
                notes.StatedAt = taken.At;
                _clock.Add((taken.At, account));
            }

            foreach (var notes in _chains.Values) notes.Settle();
            _taken = null;
        }
    }

    private IEnumerable<(ChainNotes Chain, IReadOnlyCollection<OpenBlock> Open)> OpenBlocks(CollateralState state)
    {
        var facts = state.Facts.ToLookup(static fact => fact.Chain, static fact => new OpenBlock(fact.Height, fact.Hash));
        return _chains.Select(pair => (pair.Value, (IReadOnlyCollection<OpenBlock>)facts[pair.Key].ToHashSet()));
    }

    /// <summary>What is never heard of does not become due; after a heartbeat it is missed.</summary>
    private void Start(long now)
    {
        foreach (var (account, notes) in _accounts)
        {
            notes.StatedAt = now;
            _clock.Add((now, account));
        }
    }

    /// <summary>All of an account. A chain that cannot be seen, or could not be looked at yet, leaves a gap, and not silence.</summary>
    private void Collect(AccountId account, List<PositionReading> positions, List<AccountProblem> problems)
    {
        var notes = _accounts[account];
        foreach (var chain in notes.Chains)
        {
            var isSeen = _chains[chain].Reading is not null;
            if (isSeen && notes.Looks.TryGetValue(chain, out var look))
            {
                positions.AddRange(look.Positions);
                problems.AddRange(look.Problems.Select(problem => new AccountProblem(account, chain, problem)));
            }
            else
            {
                problems.Add(new(account, chain, _chains[chain].Failure ?? new(RejectionCode.Absent, string.Empty, string.Empty, "not read yet")));
            }
        }
    }

    private void MakeDue(ChainNotes chain)
    {
        foreach (var account in chain.Accounts) MakeDue(account);
    }

    private void MakeDue(AccountId account)
    {
        _due.Add(account);
        _taken?.ChangedSince.Add(account);
    }

    private sealed record Taken(long At, HashSet<AccountId> Accounts)
    {
        public HashSet<AccountId> ChangedSince { get; } = [];
    }

    private sealed class AccountNotes(IReadOnlyList<ChainId> chains)
    {
        public IReadOnlyList<ChainId> Chains => chains;

        public Dictionary<ChainId, AccountLook> Looks { get; } = [];

        public long StatedAt { get; set; }
    }
}

/// <summary>What a round of accounts is made of, but for its prices.</summary>
public sealed record CollateralInputs(
    IReadOnlyList<ChainReading> Chains, IReadOnlyList<MarketReading> Markets, IReadOnlyList<PositionReading> Positions, IReadOnlyList<AccountProblem> Problems);
