using System.Globalization;
using System.Security.Cryptography;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Node.Sandbox.Accounts.Cosmos;

/// <summary>A block: its header, and the bank's store after it.</summary>
internal sealed record CosmosBlock(CometHeader Header, Hash256 Hash, CosmosBank Bank);

/// <summary>A CometBFT chain whose blocks are final when they are there. One thread makes the blocks; any may read.</summary>
/// <remarks>Nobody votes: headers hash as CometBFT's do, and no commit proves them.</remarks>
internal sealed class CosmosChain
{
    /// <summary>Real milliseconds between two blocks.</summary>
    public const long BlockMs = 1_000;

    /// <summary>Newest blocks that are kept with their state.</summary>
    public const int Kept = 1_024;

    private const ulong BlockProtocol = 11;
    private const int History = 4;

    private readonly Lock _gate = new();
    private readonly SortedList<long, CosmosBlock> _blocks = [];
    private readonly List<(Hash256 Hash, CosmosSend Send)> _pending = [];
    private readonly Hash256 _nothing = Hash256.From(SHA256.HashData([]));
    private ulong _submitted;

    /// <param name="network">The chain's id, as headers have it.</param>
    /// <param name="genesis">All balances in the beginning.</param>
    /// <param name="start">Unix milliseconds of the head. Some blocks lie before it.</param>
    public CosmosChain(string network, CosmosBank genesis, long start)
    {
        Network = network;
        var key = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"validator of {network}"));
        Validators = ValidatorSet.TryCreate([new(key, 1)], out var set, out var problem) ? set! : throw new InvalidOperationException(problem);
        for (var i = History; i >= 0; i--) Add(genesis, [], start - (i * BlockMs));
    }

    public string Network { get; }

    /// <summary>A single one, whose key nobody has.</summary>
    public ValidatorSet Validators { get; }

    public CosmosBlock Head
    {
        get
        {
            lock (_gate) return _blocks.Values[^1];
        }
    }

    /// <summary>One more transfer for the next block.</summary>
    /// <returns>The transaction's hash.</returns>
    public Hash256 Submit(CosmosSend send)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{_submitted++} {Convert.ToHexString(send.From)} {Convert.ToHexString(send.To)} {send.Amount}{send.Denom}");
        var hash = Hash256.From(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)));
        _pending.Add((hash, send));
        return hash;
    }

    /// <summary>The next block, with everything that is pending.</summary>
    /// <param name="time">Unix milliseconds.</param>
    public CosmosBlock Commit(long time)
    {
        var bank = _pending.Aggregate(Head.Bank, static (known, entry) => known.Send(entry.Send) ?? known);
        var block = Add(bank, [.. _pending.Select(static entry => entry.Hash)], time);
        _pending.Clear();
        return block;
    }

    public CosmosBlock? Find(long height)
    {
        lock (_gate) return _blocks.GetValueOrDefault(height);
    }

    private CosmosBlock Add(CosmosBank bank, IReadOnlyList<Hash256> transactions, long time)
    {
        lock (_gate)
        {
            var parent = _blocks.Count == 0 ? null : _blocks.Values[^1];
            var header = HeaderOf(parent, bank, transactions, time);
            var block = new CosmosBlock(header, header.ComputeHash(), bank);
            _blocks.Add(header.Height, block);
            if (_blocks.Count > Kept) _blocks.RemoveAt(0);
            return block;
        }
    }

    private CometHeader HeaderOf(CosmosBlock? parent, CosmosBank bank, IReadOnlyList<Hash256> transactions, long time) => new()
    {
        BlockVersion = BlockProtocol,
        AppVersion = 0,
        ChainId = Network,
        Height = (parent?.Header.Height ?? 0) + 1,
        Time = new(Wire.Seconds(time), (int)(time % 1_000) * 1_000_000),
        LastBlock = parent is null ? default : new(parent.Hash, 1, parent.Hash),
        LastCommitHash = _nothing,
        DataHash = transactions.Count == 0 ? _nothing : Hash256.From(SHA256.HashData([.. transactions.SelectMany(static hash => hash.ToArray())])),
        ValidatorsHash = Validators.Hash,
        NextValidatorsHash = Validators.Hash,
        ConsensusHash = _nothing,
        AppHash = (parent?.Bank ?? bank).AppHash,
        LastResultsHash = _nothing,
        EvidenceHash = _nothing,
        ProposerAddress = Validators.Members[0].Address,
    };
}
