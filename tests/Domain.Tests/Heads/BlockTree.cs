using System.Buffers.Binary;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Domain.Tests.Heads;

/// <summary>Blocks of one chain and all its forks, each with a hash of its own.</summary>
internal sealed class BlockTree
{
    public const long GenesisTime = 1_700_000_000_000;
    public const long BlockTime = 12_000;

    private readonly Dictionary<Hash256, BlockRef> _blocks = [];

    public BlockTree(ulong first = 100) => Root = Mint(first, default);

    public BlockRef Root { get; }

    public IReadOnlyDictionary<Hash256, BlockRef> All => _blocks;

    /// <summary>A new block on top of another, unlike any other.</summary>
    public BlockRef Child(BlockRef parent) => Mint(parent.Number + 1, parent.Hash);

    /// <summary>So many new blocks on top of another, in order.</summary>
    public List<BlockRef> Grow(BlockRef parent, int count)
    {
        var grown = new List<BlockRef>();
        for (; count > 0; count--) grown.Add(parent = Child(parent));
        return grown;
    }

    /// <summary>From the root to the block.</summary>
    public List<BlockRef> Path(BlockRef block)
    {
        var path = new List<BlockRef> { block };
        while (path[^1].Hash != Root.Hash) path.Add(_blocks[path[^1].Parent]);
        path.Reverse();
        return path;
    }

    public HeadOffer Offer(BlockRef head, BlockRef finalized, BlockRef? safe = null) => new(head, safe ?? finalized, finalized, _blocks);

    public static ChainProfile Profile(int window = 32) => new()
    {
        Chain = ChainId.Eip155(1),
        Pin = PinKind.Hash,
        Finality = FinalityKind.EthereumPos,
        ConfirmedDepth = 2,
        UnfinalizedTtlMs = 60_000,
        FinalizedValidForMs = 600_000,
        HeartbeatMs = 300_000,
        MaximumWindow = window,
        MaximumHeadAgeMs = 120_000,
    };

    private BlockRef Mint(ulong number, Hash256 parent)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        hash.Clear();
        BinaryPrimitives.WriteInt32BigEndian(hash, _blocks.Count + 1);
        var block = new BlockRef(number, Hash256.From(hash), parent, GenesisTime + ((long)number * BlockTime));
        _blocks.Add(block.Hash, block);
        return block;
    }
}
