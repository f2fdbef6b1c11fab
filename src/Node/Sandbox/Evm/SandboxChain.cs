using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>A chain of recorded contracts and a Multicall3. One thread makes the blocks; any may read.</summary>
/// <param name="id">EIP-155 chain id.</param>
/// <param name="contracts">Each address once.</param>
internal sealed class SandboxChain(ulong id, IReadOnlyList<SandboxContract> contracts) : IEthereumChain<SandboxBlock>
{
    /// <summary>Newest blocks that are kept with their state; older ones are as if they had never been.</summary>
    public const int Kept = 256;

    // As on Ethereum: one and two epochs of 32 blocks.
    private const int SafeLag = 32;
    private const int FinalizedLag = 64;

    private readonly Lock _gate = new();
    private readonly Queue<SandboxBlock> _kept = [];
    private readonly Dictionary<Hash256, SandboxBlock> _byHash = [];
    private readonly Dictionary<ulong, SandboxBlock> _byNumber = [];
    private readonly Dictionary<EvmAddress, int> _addresses = contracts.Index().ToDictionary(entry => entry.Item.Address, entry => entry.Index);
    private readonly int[] _known = new int[contracts.Count];
    private SandboxBlock? _head;

    public ulong Id => id;

    public SandboxBlock Head
    {
        get
        {
            lock (_gate) return _head ?? throw new InvalidOperationException("The chain has no block yet.");
        }
    }

    /// <summary>One more value of a contract; seen from the next block on.</summary>
    public void Take(int contract) => _known[contract]++;

    /// <param name="time">Unix seconds, not before the head's.</param>
    public void Mine(long time)
    {
        lock (_gate)
        {
            _head = SandboxBlock.After(_head, time, contracts, [.. _known]);
            _kept.Enqueue(_head);
            _byHash.Add(_head.Hash, _head);
            _byNumber.Add(_head.Number, _head);
            if (_kept.Count <= Kept) return;
            var gone = _kept.Dequeue();
            _byHash.Remove(gone.Hash);
            _byNumber.Remove(gone.Number);
        }
    }

    public SandboxBlock Find(BlockTag tag)
    {
        var lag = tag switch { BlockTag.Latest => 0, BlockTag.Safe => SafeLag, _ => FinalizedLag };
        lock (_gate) return _byNumber[Math.Max(1, _head!.Number > (ulong)lag ? _head.Number - (ulong)lag : 1)];
    }

    public SandboxBlock? Find(ulong number)
    {
        lock (_gate) return _byNumber.GetValueOrDefault(number);
    }

    public SandboxBlock? Find(Hash256 hash)
    {
        lock (_gate) return _byHash.GetValueOrDefault(hash);
    }

    public bool HasCode(EvmAddress address) => address == EvmReaderOptions.CanonicalMulticall || _addresses.ContainsKey(address);

    // This chain has never been reorganised.
    public bool IsCanonical(SandboxBlock block) => true;

    public MulticallResult Call(SandboxBlock block, EvmAddress to, ReadOnlySpan<byte> data)
    {
        if (to == EvmReaderOptions.CanonicalMulticall)
        {
            return SandboxMulticall.Aggregate(data, call => call.To == to ? SandboxContract.Revert("nested") : Call(block, call.To, call.Data.Span));
        }

        return _addresses.TryGetValue(to, out var index) ? contracts[index].Call(data, block.Known[index]) : new(true, ReadOnlyMemory<byte>.Empty);
    }
}
