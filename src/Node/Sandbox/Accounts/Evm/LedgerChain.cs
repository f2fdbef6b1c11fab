using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>How far the tags lag behind the head, in blocks.</summary>
internal sealed record LedgerFinality(int Safe = 4, int Finalized = 8);

/// <summary>A chain of accounts that can be reorganised above its finalized block. One thread makes the blocks; any may read.</summary>
internal sealed class LedgerChain : IEthereumChain<LedgerBlock>
{
    /// <summary>Real milliseconds between two blocks.</summary>
    public const long BlockMs = 400;

    /// <summary>Newest heights whose blocks are kept with their state, also those that were reorganised away; lower ones are as if they had never been.</summary>
    public const int Kept = 1_024;

    private readonly Lock _gate = new();
    private readonly LedgerFinality _finality;
    private readonly Queue<LedgerBlock> _kept = [];
    private readonly Dictionary<Hash256, LedgerBlock> _byHash = [];
    private readonly Dictionary<ulong, LedgerBlock> _canonical = [];
    private readonly Dictionary<EvmAddress, ulong> _sent = [];
    private readonly List<LedgerTransaction> _pending = [];
    private LedgerBlock _head;
    private ulong _branch;

    /// <param name="id">EIP-155 chain id.</param>
    /// <param name="genesis">What everybody has in the beginning.</param>
    /// <param name="finality">How far the tags lag.</param>
    /// <param name="start">Unix milliseconds of the head. As many blocks lie before it as are needed for a finalized one with a parent.</param>
    public LedgerChain(ulong id, LedgerState genesis, LedgerFinality finality, long start)
    {
        (Id, _finality) = (id, finality);
        var history = finality.Finalized + 1;
        _head = LedgerBlock.First(genesis, start - (history * BlockMs));
        Keep(_head);
        for (var i = history - 1; i >= 0; i--) Mine(start - (i * BlockMs));
    }

    public ulong Id { get; }

    public LedgerBlock Head
    {
        get
        {
            lock (_gate) return _head;
        }
    }

    /// <summary>One more transaction for the next block.</summary>
    /// <returns>Its hash.</returns>
    public Hash256 Submit(EvmAddress from, LedgerAction action)
    {
        // A transaction keeps its nonce, and so its hash, when it is mined again on another branch; gaps that dropped ones leave are not minded.
        var nonce = _sent.GetValueOrDefault(from);
        _sent[from] = nonce + 1;
        var transaction = new LedgerTransaction(Id, from, nonce, action);
        _pending.Add(transaction);
        return transaction.Hash;
    }

    /// <summary>The next block, with everything that is pending.</summary>
    /// <param name="time">Unix milliseconds, not before the head's.</param>
    public LedgerBlock Mine(long time)
    {
        var block = LedgerBlock.After(Head, time, _branch, [.. _pending]);
        _pending.Clear();
        lock (_gate)
        {
            _head = block;
            Keep(block);
        }

        return block;
    }

    /// <summary>Replaces the last blocks by a branch that is one longer, and has their transactions but for those that are dropped.</summary>
    /// <param name="depth">How many blocks; none of them finalized.</param>
    /// <param name="drop">Hashes of transactions.</param>
    /// <param name="time">Of the branch's last block, Unix milliseconds.</param>
    /// <returns>The blocks that are lost, lowest first.</returns>
    public IReadOnlyList<LedgerBlock> Reorg(int depth, IReadOnlySet<Hash256> drop, long time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, _finality.Finalized);
        LedgerBlock[] lost = [.. Enumerable.Range(0, depth).Select(i => Find(Head.Number - (ulong)(depth - 1 - i))!)];
        _branch++;
        var tip = Find(lost[0].Header.ParentHash)!;
        var branch = new List<LedgerBlock>();
        foreach (var block in lost)
        {
            LedgerTransaction[] kept = [.. block.Receipts.Select(static receipt => receipt.Transaction).Where(transaction => !drop.Contains(transaction.Hash))];
            branch.Add(tip = LedgerBlock.After(tip, block.Header.Timestamp, _branch, kept));
        }

        branch.Add(tip = LedgerBlock.After(tip, time, _branch, []));
        lock (_gate)
        {
            foreach (var block in branch) Keep(block);
            _head = tip;
        }

        return lost;
    }

    /// <summary>Where a transaction is in the canonical chain; null where it is not.</summary>
    public LedgerBlock? BlockOf(Hash256 transaction)
    {
        lock (_gate) return _canonical.Values.FirstOrDefault(block => block.Receipts.Any(receipt => receipt.Transaction.Hash == transaction));
    }

    public LedgerBlock Find(BlockTag tag)
    {
        var lag = tag switch { BlockTag.Latest => 0, BlockTag.Safe => _finality.Safe, _ => _finality.Finalized };
        lock (_gate) return _canonical[_head.Number - (ulong)lag];
    }

    public LedgerBlock? Find(ulong number)
    {
        lock (_gate) return _canonical.GetValueOrDefault(number);
    }

    public LedgerBlock? Find(Hash256 hash)
    {
        lock (_gate) return _byHash.GetValueOrDefault(hash);
    }

    public bool IsCanonical(LedgerBlock block) => Find(block.Number)?.Hash == block.Hash;

    public bool HasCode(EvmAddress address) => address == EvmReaderOptions.CanonicalMulticall || Head.State.Tokens.ContainsKey(address);

    public MulticallResult Call(LedgerBlock block, EvmAddress to, ReadOnlySpan<byte> data) => LedgerContracts.Call(block, to, data);

    private void Keep(LedgerBlock block)
    {
        _kept.Enqueue(block);
        _byHash.Add(block.Hash, block);
        _canonical[block.Number] = block;
        while (_kept.Peek().Number + Kept <= block.Number)
        {
            var gone = _kept.Dequeue();
            _byHash.Remove(gone.Hash);
            _canonical.Remove(gone.Number);
        }
    }
}
