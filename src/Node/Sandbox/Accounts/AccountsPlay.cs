using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Accounts.Cosmos;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>Something that a script did.</summary>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="What">For people.</param>
/// <param name="Chain">Where.</param>
/// <param name="Transaction">Its hash or signature; of a reorganisation the hashes that it dropped, which may be none.</param>
/// <param name="Block">The block or slot that it is in; of a reorganisation the new head.</param>
public sealed record AccountsEvent(long At, string What, ChainId Chain, string Transaction, ulong Block);

/// <summary>Plays a script: makes the blocks of three chains, and puts into them what the script says.</summary>
internal sealed class AccountsPlay : IAsyncDisposable
{
    private readonly AccountsScript _script;
    private readonly LedgerChain _ledger;
    private readonly SolanaCluster _cluster;
    private readonly CosmosChain _cosmos;
    private readonly Pacer _pacer;
    private readonly Lock _gate = new();
    private readonly List<AccountsEvent> _log = [];
    private readonly List<(ChainId Chain, string What, string Transaction)> _pending = [];
    private readonly Dictionary<string, Hash256> _named = new(StringComparer.Ordinal);
    private long _nextBlock;
    private long _nextSlot;
    private long _nextHeight;
    private long _played;
    private long? _begin;
    private volatile bool _isLetGo;

    /// <param name="script">What is played.</param>
    /// <param name="ledger">Whose head is of the start.</param>
    /// <param name="cluster">Likewise.</param>
    /// <param name="cosmos">Likewise.</param>
    /// <param name="start">Now, Unix milliseconds.</param>
    /// <param name="clock">Whose time it is.</param>
    /// <param name="isHeld">Blocks are made, and the script begins when it is let go.</param>
    public AccountsPlay(AccountsScript script, LedgerChain ledger, SolanaCluster cluster, CosmosChain cosmos, long start, TimeProvider clock, bool isHeld)
    {
        (_script, _ledger, _cluster, _cosmos, _begin) = (script, ledger, cluster, cosmos, isHeld ? null : start);
        (_nextBlock, _nextSlot, _nextHeight) = (start + LedgerChain.BlockMs, start + SolanaCluster.SlotMs, start + CosmosChain.BlockMs);
        _pacer = new(() => NextAt, PlayMoment, clock);
        _pacer.Start(start);
    }

    /// <summary>Done when the script has ended, which one that loops never does. Blocks go on.</summary>
    public Task Finished => _pacer.Finished;

    /// <summary>What was done so far, oldest first; transactions once they are in a block.</summary>
    public IReadOnlyList<AccountsEvent> Log
    {
        get
        {
            lock (_gate) return [.. _log];
        }
    }

    public ValueTask DisposeAsync() => _pacer.DisposeAsync();

    /// <summary>The script begins with the next block of the EVM chain; one that was not held has begun.</summary>
    public void LetGo() => _isLetGo = true;

    private long NextStep => _begin is not { } begin || _script.Steps.Count == 0 || (!_script.Loops && _played >= _script.Steps.Count)
        ? long.MaxValue
        : begin + (_played / _script.Steps.Count * _script.LengthMs) + Step.At;

    private AccountsStep Step => _script.Steps[(int)(_played % _script.Steps.Count)];

    private long NextAt => Math.Min(Math.Min(_nextBlock, _nextSlot), Math.Min(_nextHeight, NextStep));

    // What falls due together with a block is in it.
    private void PlayMoment(long at)
    {
        for (; NextStep == at; _played++) Play(Step, at);
        if (_nextBlock == at)
        {
            Note(at, AccountsCast.Evm, _ledger.Mine(at).Number);
            _nextBlock += LedgerChain.BlockMs;
            if (_isLetGo) _begin ??= at;
        }

        if (_nextSlot == at)
        {
            Note(at, AccountsCast.Solana, _cluster.Advance(at).Number);
            _nextSlot += SolanaCluster.SlotMs;
        }

        if (_nextHeight == at)
        {
            Note(at, AccountsCast.Cosmos, (ulong)_cosmos.Commit(at).Header.Height);
            _nextHeight += CosmosChain.BlockMs;
        }

        if (!_script.Loops && _begin is { } begin && at >= begin + _script.LengthMs) _pacer.Finish();
    }

    private void Play(AccountsStep step, long at)
    {
        switch (step.Move)
        {
            case AccountsMove.OnEvm move:
                var hash = _ledger.Submit(move.From, move.Action);
                if (move.Name is { } name) _named[name] = hash;
                _pending.Add((AccountsCast.Evm, step.What, hash.ToString()));
                break;
            case AccountsMove.OnSolana move:
                _pending.Add((AccountsCast.Solana, step.What, _cluster.Submit(move.Action)));
                break;
            case AccountsMove.OnCosmos move:
                _pending.Add((AccountsCast.Cosmos, step.What, Convert.ToHexString(_cosmos.Submit(move.Send).ToArray())));
                break;
            case AccountsMove.Reorg move:
                Reorganise(step.What, move, at);
                break;
            case var other:
                throw new InvalidOperationException($"{other} is no move.");
        }
    }

    private void Reorganise(string what, AccountsMove.Reorg move, long at)
    {
        var drop = move.Drop.Select(name => _named[name]).ToHashSet();
        var head = _ledger.Head.Number;
        var depth = move.Depth ?? drop.Max(hash => (int)(head - _ledger.BlockOf(hash)!.Number)) + 1;
        _ledger.Reorg(depth, drop, at);
        var text = string.Create(CultureInfo.InvariantCulture, $"{what} (depth {depth})");
        lock (_gate) _log.Add(new(at, text, AccountsCast.Evm, string.Join(' ', drop), _ledger.Head.Number));
    }

    private void Note(long at, ChainId chain, ulong block)
    {
        lock (_gate) _log.AddRange(_pending.Where(entry => entry.Chain == chain).Select(entry => new AccountsEvent(at, entry.What, chain, entry.Transaction, block)));
        _pending.RemoveAll(entry => entry.Chain == chain);
    }
}
