using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Looks at a chain's blocks one after the other, and reads of each what it may have changed.</summary>
internal sealed class EvmBlocks
{
    private static readonly IReadOnlyList<LoggedChange> NoChanges = [];
    private static readonly IReadOnlySet<PositionKey> NothingProven = new HashSet<PositionKey>();

    private readonly EvmReader _reader;
    private readonly EvmProver? _prover;
    private readonly IReadOnlyList<EvmCell> _cells;
    private readonly Dictionary<(IEvmProtocol Protocol, EvmAddress Owner), EvmCell> _byOwner;
    private readonly List<EvmCell> _everyBlock;
    private readonly List<(IEvmProtocol Protocol, EvmWatch Watch)> _watches;
    private readonly EvmLogFilter _filter;
    private readonly HashSet<EvmCell> _live = [];
    private readonly List<BlockRef> _path = [];

    public EvmBlocks(EvmReader reader, EvmProver? prover, IReadOnlyList<IEvmProtocol> protocols, IReadOnlyList<EvmCell> cells)
    {
        (_reader, _prover, _cells) = (reader, prover, cells);
        _byOwner = cells.ToDictionary(static cell => (cell.Protocol, cell.Address));
        _watches = [.. protocols.SelectMany(static protocol => protocol.Watches, static (protocol, watch) => (protocol, watch))];

        // One owner of each watched protocol is read in every block, for the sake of its markets' indices.
        _everyBlock = [.. cells.Where(static cell => cell.Protocol.Watches.Count == 0), .. cells.Where(static cell => cell.Protocol.Watches.Count > 0).DistinctBy(static cell => cell.Protocol)];
        _filter = new([.. _watches.Select(static pair => pair.Watch.Contract).Distinct()], [[.. _watches.Select(static pair => pair.Watch.Topic0).Distinct()]]);
    }

    public MarketWindow Markets { get; } = new();

    /// <summary>Up to this block everything was looked at; 0 before the first.</summary>
    public ulong ScannedTo => _path.Count == 0 ? 0 : _path[^1].Number;

    /// <summary>What holds up the next block; empty when nothing does.</summary>
    public string Note { get; private set; } = string.Empty;

    /// <summary>Goes on from where it was, or from where the chain still is what it was.</summary>
    /// <returns>Accounts of which something may have to be stated anew.</returns>
    public async Task<IReadOnlySet<AccountId>> FollowAsync(ChainView view, CancellationToken cancellation)
    {
        var touched = _live.Select(static cell => cell.Owner.Account).ToHashSet();
        Forget(view);
        GoBack(view);
        Note = await ScanAsync(view, touched, cancellation).ConfigureAwait(false) is { } failed ? LookNote.Of(failed) : string.Empty;

        // Finality may have gone further than what had been looked at.
        Forget(view);
        _live.RemoveWhere(static cell => !cell.IsLive);
        return touched;
    }

    /// <returns>What holds up the next block; null where nothing does.</returns>
    private async Task<string?> ScanAsync(ChainView view, HashSet<AccountId> touched, CancellationToken cancellation)
    {
        if (_path.Count == 0 && await BeginAsync(view, touched, cancellation).ConfigureAwait(false) is { } failed) return failed;
        foreach (var block in view.Above(_path[^1].Number))
        {
            if (await ScanAsync(block, touched, cancellation).ConfigureAwait(false) is { } failure) return failure;
            _path.Add(block);
        }

        return null;
    }

    private void Forget(ChainView view)
    {
        Markets.Follow(view.Finalized.Number, at => !view.Contains(at.Height, at.Hash));
        foreach (var cell in _live) cell.Follow(view);
    }

    /// <summary>To the last block that was looked at and is still there. Where none is, finality passed us by, and everything is read anew.</summary>
    private void GoBack(ChainView view)
    {
        while (_path.Count > 0 && !view.Contains(_path[^1].Number, _path[^1].Hash)) _path.RemoveAt(_path.Count - 1);
        var final = _path.FindLastIndex(block => block.Number <= view.Finalized.Number);
        if (final > 0) _path.RemoveRange(0, final);
    }

    /// <summary>The first block is the finalized one: from there every change is followed.</summary>
    private async Task<string?> BeginAsync(ChainView view, HashSet<AccountId> touched, CancellationToken cancellation)
    {
        if (await ReadAsync(view.Finalized, _cells, new Dictionary<EvmCell, List<LoggedChange>>(), touched, cancellation).ConfigureAwait(false) is { } failure) return failure;
        _path.Add(view.Finalized);
        return null;
    }

    private async Task<string?> ScanAsync(BlockRef block, HashSet<AccountId> touched, CancellationToken cancellation)
    {
        var changes = new Dictionary<EvmCell, List<LoggedChange>>();
        if (_watches.Count > 0)
        {
            var outcome = await _reader.LogsAsync(Pinned(block), _filter, cancellation).ConfigureAwait(false);
            if (outcome is LogsOutcome.Failed failed) return $"logs of block {block.Number}: {failed.Failure.Detail}";
            foreach (var log in ((LogsOutcome.Read)outcome).Logs) NoteLog(log, changes);
        }

        return await ReadAsync(block, [.. changes.Keys.Union(_everyBlock).Union(_live.Where(static cell => cell.Last?.Problems.Count > 0))], changes, touched, cancellation).ConfigureAwait(false);
    }

    private void NoteLog(EvmLog log, Dictionary<EvmCell, List<LoggedChange>> changes)
    {
        foreach (var (protocol, watch) in _watches.Where(pair => log.Topics.Count > 0 && pair.Watch.Contract == log.Contract && pair.Watch.Topic0 == log.Topics[0]))
        {
            foreach (var cell in Concerned(protocol, watch, log)) changes.TryAdd(cell, []);
            foreach (var change in protocol.Rule == CreditRule.TransactionNet ? protocol.ChangesOf(log) : [])
            {
                if (!_byOwner.TryGetValue((protocol, change.Owner), out var cell)) continue;
                changes.TryAdd(cell, []);
                changes[cell].Add(new(new(protocol.Source, change.Market, change.Asset, change.Side, cell.Owner.Address), log.Transaction, change.Delta));
            }
        }
    }

    private IEnumerable<EvmCell> Concerned(IEvmProtocol protocol, EvmWatch watch, EvmLog log)
    {
        if (watch.OwnerTopics.Count == 0) return _cells.Where(cell => cell.Protocol == protocol);
        return watch.OwnerTopics.Where(topic => topic < log.Topics.Count)
            .Select(topic => log.TryAddress(topic, out var owner) ? _byOwner.GetValueOrDefault((protocol, owner)) : null)
            .OfType<EvmCell>();
    }

    private async Task<string?> ReadAsync(BlockRef block, IReadOnlyList<EvmCell> cells, Dictionary<EvmCell, List<LoggedChange>> changes, HashSet<AccountId> touched, CancellationToken cancellation)
    {
        if (cells.Count == 0) return null;
        var (answers, isReadable) = await EvmAsking.ReadAsync(_reader, Pinned(block), [.. cells.Select(static cell => (cell.Protocol, cell.Address))], cancellation).ConfigureAwait(false);

        // One that fails costs no other; where nothing is agreed on, it is the endpoints or the block.
        if (!isReadable) return $"block {block.Number}: {answers.SelectMany(static answer => answer.Problems).Select(static problem => problem.Detail).FirstOrDefault()}";
        foreach (var (cell, answer) in cells.Zip(answers))
        {
            Markets.Add(new(block.Number, block.Hash, block.Timestamp), answer.Positions);
            var own = changes.GetValueOrDefault(cell) ?? NoChanges;
            if (own.Count == 0 && cell.Last is { } last && last.Problems.Count == 0 && answer.Problems.Count == 0 && IsSame(last.Positions, answer.Positions)) continue;
            if (_prover is null) cell.Add(block, answer, own, NothingProven);
            else await ProveAsync(block, cell, answer, own, cancellation).ConfigureAwait(false);
            _live.Add(cell);
            touched.Add(cell.Owner.Account);
        }

        return null;
    }

    private async Task ProveAsync(BlockRef block, EvmCell cell, ProtocolAnswer answer, IReadOnlyList<LoggedChange> own, CancellationToken cancellation)
    {
        var (sound, proven) = await _prover!.ProveAsync(Pinned(block), answer, cancellation).ConfigureAwait(false);
        cell.Add(block, sound, own, proven);
    }

    /// <summary>Whether the shares are what they were. Indices are the markets' matter.</summary>
    private static bool IsSame(IReadOnlyDictionary<PositionKey, Position> before, IReadOnlyList<Position> now) =>
        before.Count == now.Count && now.All(position => before.TryGetValue(position.Key, out var known) && known.Shares == position.Shares && known.Decimals == position.Decimals);

    private static PinnedBlock Pinned(BlockRef block) => new(block.Number, block.Hash, block.Timestamp);
}
