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
    private readonly CollateralPolicy _policy;
    private readonly long _heartbeatMs;
    private readonly Dictionary<ChainId, ChainNotes> _chains;
    private readonly Dictionary<AccountId, Dictionary<ChainId, AccountLook>> _accounts = [];
    private readonly HashSet<AccountId> _own;
    private readonly HashSet<AccountId> _due = [];
    private readonly SortedSet<(long At, AccountId Account)> _clock = [];
    private readonly Dictionary<AccountId, long> _statedAt = [];
    private Taken? _taken;

    /// <param name="policy">The shard's.</param>
    /// <param name="heartbeat">Longest time after which an unchanged account is stated again.</param>
    public CollateralBook(CollateralPolicy policy, TimeSpan heartbeat)
    {
        (_policy, _heartbeatMs, _own) = (policy, (long)heartbeat.TotalMilliseconds, [.. policy.Accounts.Select(static account => account.Account)]);
        var linked = policy.Accounts.SelectMany(static account => account.Links, static (account, link) => (account.Account, link.Address.Chain)).ToLookup(static pair => pair.Chain, static pair => pair.Account);
        _chains = policy.Chains.ToDictionary(static chain => chain.Chain, chain => new ChainNotes([.. linked[chain.Chain].Distinct()]));
    }

    /// <summary>Takes over what a look at a chain gave. True when it brought something that should not wait for the next heartbeat of the shard.</summary>
    public bool Hear(ChainId chain, ChainLook look)
    {
        lock (_gate)
        {
            if (!_chains.TryGetValue(chain, out var notes)) return false;
            var wasUsable = notes.IsUsable;
            notes.Hear(look);
            var own = look.Accounts.Where(account => _own.Contains(account.Account)).ToList();
            foreach (var account in own) Hear(chain, account);
            var hasTurned = notes.IsUsable != wasUsable;
            foreach (var account in hasTurned ? notes.Accounts : []) Owe(account);
            return hasTurned || own.Count > 0 || look.Reading is { Lost.Count: > 0 };
        }
    }

    /// <summary>The blocks under facts of a chain that are attested and not final.</summary>
    public IReadOnlyCollection<OpenBlock> OpenBlocks(ChainId chain)
    {
        lock (_gate) return _chains.TryGetValue(chain, out var notes) ? notes.Open : [];
    }

    /// <summary>Notes which facts are open after a round.</summary>
    public void Watch(CollateralState state)
    {
        lock (_gate)
        {
            foreach (var notes in _chains.Values) notes.Open = [];
            foreach (var facts in state.Facts.GroupBy(static fact => fact.Chain))
            {
                if (_chains.TryGetValue(facts.Key, out var notes)) notes.Open = [.. facts.Select(static fact => new OpenBlock(fact.Height, fact.Hash)).Distinct()];
            }
        }
    }

    /// <summary>All that the next round is made of but the prices; null while no chain was seen.</summary>
    /// <param name="sequence">Of that round. A higher one than was asked for last says that the last one was reserved.</param>
    /// <param name="now">Unix milliseconds.</param>
    public CollateralInputs? Take(ulong sequence, long now)
    {
        lock (_gate)
        {
            if (_taken is { } taken && sequence > taken.Sequence) Settle(taken);
            var seen = _chains.Values.Where(static notes => notes.Reading is not null).ToList();
            if (seen.Count == 0) return null;
            var accounts = _due.Where(_accounts.ContainsKey).Concat(Overdue(now)).ToHashSet();
            _taken = new(sequence, now, accounts, [.. seen.SelectMany(static notes => notes.Lost)]);
            foreach (var notes in seen) notes.Take();
            var looks = accounts.SelectMany(account => _accounts[account].Values).ToList();
            return new(
                [.. seen.Select(static notes => notes.ToReading())],
                [.. seen.SelectMany(static notes => notes.Markets)],
                [.. looks.SelectMany(static look => look.Positions)],
                [.. accounts.SelectMany(account => _accounts[account].SelectMany(pair => pair.Value.Problems.Select(problem => new AccountProblem(account, pair.Key, problem)))), .. Unread(accounts)]);
        }
    }

    private void Hear(ChainId chain, AccountLook look)
    {
        if (!_accounts.TryGetValue(look.Account, out var chains)) _accounts.Add(look.Account, chains = []);
        chains[chain] = look;
        Owe(look.Account);
    }

    /// <summary>The next round must state the account, also where the round that is under way does.</summary>
    private void Owe(AccountId account)
    {
        _due.Add(account);
        if (_taken?.Accounts.Contains(account) == true) _taken.ChangedSince.Add(account);
    }

    private void Settle(Taken taken)
    {
        foreach (var account in taken.Accounts)
        {
            if (!taken.ChangedSince.Contains(account)) _due.Remove(account);
            if (_statedAt.TryGetValue(account, out var before)) _clock.Remove((before, account));
            _statedAt[account] = taken.At;
            _clock.Add((taken.At, account));
        }

        foreach (var notes in _chains.Values) notes.Settle(taken.Lost);
        _taken = null;
    }

    private IEnumerable<AccountId> Overdue(long now) => _clock.TakeWhile(entry => now - entry.At >= _heartbeatMs).Select(static entry => entry.Account);

    /// <summary>A chain that could not be looked at yet leaves a gap, and not silence.</summary>
    private IEnumerable<AccountProblem> Unread(HashSet<AccountId> accounts) =>
        from account in _policy.Accounts
        where accounts.Contains(account.Account)
        from chain in account.Links.Select(static link => link.Address.Chain).Distinct()
        where !_accounts[account.Account].ContainsKey(chain)
        let failure = _chains[chain].Failure ?? new ReadingProblem(RejectionCode.Absent, string.Empty, string.Empty, "not read yet")
        select new AccountProblem(account.Account, chain, failure);

    private sealed record Taken(ulong Sequence, long At, HashSet<AccountId> Accounts, IReadOnlyList<LostBlock> Lost)
    {
        public HashSet<AccountId> ChangedSince { get; } = [];
    }

    /// <summary>What is known of a chain.</summary>
    private sealed class ChainNotes(IReadOnlyList<AccountId> accounts)
    {
        private readonly SortedDictionary<(ulong Height, Hash256 Lost), LostBlock> _lost = [];
        private uint _depth;
        private uint _depthSince;
        private int _failed;

        public IReadOnlyList<AccountId> Accounts => accounts;

        public ChainReading? Reading { get; private set; }

        public IReadOnlyList<MarketReading> Markets { get; private set; } = [];

        public ReadingProblem? Failure { get; private set; }

        public IReadOnlyCollection<OpenBlock> Open { get; set; } = [];

        public IEnumerable<LostBlock> Lost => _lost.Values;

        public bool IsUsable => Reading is not null && !Reading.Flags.HasFlag(ChainFlags.Fault);

        /// <summary>A look that failed leaves what is known for <see cref="PatientLooks"/> more; then nothing is known.</summary>
        public void Hear(ChainLook look)
        {
            Failure = look.Failure;
            if (look.Reading is not { } reading)
            {
                if (++_failed > PatientLooks) Reading = null;
                return;
            }

            (_failed, Reading, Markets) = (0, reading, look.Markets);
            (_depth, _depthSince) = (Math.Max(_depth, reading.ReorgDepth), Math.Max(_depthSince, reading.ReorgDepth));
            foreach (var block in reading.Lost) _lost[(block.Height, block.Lost)] = block;
        }

        public ChainReading ToReading() => Reading! with { Lost = [.. _lost.Values], ReorgDepth = _depth };

        /// <summary>A round takes all that is known now.</summary>
        public void Take() => _depthSince = 0;

        /// <summary>What the round took is stated; what was heard since is not.</summary>
        public void Settle(IReadOnlyList<LostBlock> lost)
        {
            foreach (var block in lost) _lost.Remove((block.Height, block.Lost));
            _depth = _depthSince;
        }
    }

    private const int PatientLooks = 3;
}

/// <summary>What a round of accounts is made of, but for its prices.</summary>
public sealed record CollateralInputs(
    IReadOnlyList<ChainReading> Chains, IReadOnlyList<MarketReading> Markets, IReadOnlyList<PositionReading> Positions, IReadOnlyList<AccountProblem> Problems);
