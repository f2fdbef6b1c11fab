using System.Security.Cryptography;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>A slot with its block.</summary>
/// <param name="Number">Of the slot.</param>
/// <param name="Time">Unix seconds.</param>
/// <param name="State">After it.</param>
/// <param name="Transactions">In their order.</param>
internal sealed record ClusterSlot(ulong Number, long Time, ClusterState State, IReadOnlyList<ClusterTransaction> Transactions);

/// <summary>A Solana cluster that never forks: commitments are slots further back. One thread makes the slots; any may read.</summary>
internal sealed class SolanaCluster
{
    /// <summary>Real milliseconds between two slots.</summary>
    public const long SlotMs = 400;

    /// <summary>Newest slots that are kept with their state and transactions.</summary>
    public const int Kept = 1_024;

    private const int ConfirmedLag = 2;
    private const int FinalizedLag = 8;

    private readonly Lock _gate = new();
    private readonly SortedList<ulong, ClusterSlot> _slots = [];
    private readonly List<(string Signature, ClusterAction Action)> _pending = [];
    private ulong _submitted;

    /// <param name="name">What the genesis hash is of.</param>
    /// <param name="genesis">All accounts in the beginning.</param>
    /// <param name="start">Unix milliseconds of the head. As many slots lie before it as are needed for a finalized one.</param>
    public SolanaCluster(string name, ClusterState genesis, long start)
    {
        GenesisHash = GenesisOf(name);
        const int history = FinalizedLag + 1;
        _slots.Add(0, new(0, Wire.Seconds(start - (history * SlotMs)), genesis, []));
        for (var i = history - 1; i >= 0; i--) Advance(start - (i * SlotMs));
    }

    public string GenesisHash { get; }

    /// <summary>CAIP-2: the first 32 characters of the genesis hash.</summary>
    public static ChainId ChainOf(string name) => ChainId.Parse($"solana:{GenesisOf(name)[..32]}");

    /// <summary>One more transaction for the next slot.</summary>
    /// <returns>Its signature.</returns>
    public string Submit(ClusterAction action)
    {
        var signature = ClusterTransaction.SignatureOf(action, _submitted++);
        _pending.Add((signature, action));
        return signature;
    }

    /// <summary>The next slot, with everything that is pending.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public ClusterSlot Advance(long time)
    {
        var head = At(Commitment.Processed);
        var state = head.State;
        var transactions = new List<ClusterTransaction>(_pending.Count);
        foreach (var (signature, action) in _pending) transactions.Add(ClusterTransaction.Run(signature, action, ref state));
        _pending.Clear();
        var slot = new ClusterSlot(head.Number + 1, Wire.Seconds(time), state, transactions);
        lock (_gate)
        {
            _slots.Add(slot.Number, slot);
            if (_slots.Count > Kept) _slots.RemoveAt(0);
        }

        return slot;
    }

    /// <summary>The newest slot of that commitment.</summary>
    public ClusterSlot At(Commitment commitment)
    {
        var lag = commitment switch { Commitment.Processed => 0, Commitment.Confirmed => ConfirmedLag, _ => FinalizedLag };
        lock (_gate) return _slots.Values[Math.Max(0, _slots.Count - 1 - lag)];
    }

    public ClusterSlot? Find(ulong slot)
    {
        lock (_gate) return _slots.GetValueOrDefault(slot);
    }

    /// <summary>Every transaction up to a slot with the slot that it is in, newest first.</summary>
    public IReadOnlyList<(ClusterSlot Slot, ClusterTransaction Transaction)> History(ulong upTo)
    {
        lock (_gate) return [.. _slots.Values.Reverse().Where(slot => slot.Number <= upTo).SelectMany(slot => slot.Transactions.Reverse().Select(transaction => (slot, transaction)))];
    }

    private static string GenesisOf(string name) => Base58.Encode(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
}
