using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Chains.Tests.Fakes.Cosmos;

/// <summary>A chain of real headers, signatures and trees, without a consensus: blocks come when a test makes them.</summary>
public sealed class FakeCosmosChain : IDisposable
{
    private readonly Dictionary<string, SortedDictionary<string, byte[]>> _stores = [];
    private readonly List<Dictionary<string, FakeTree>> _states = [];
    private readonly List<Block> _blocks = [];

    /// <param name="network">The chain's id.</param>
    /// <param name="powers">Of the validators; their keys come from their places and <paramref name="seed"/>.</param>
    /// <param name="seed">Makes other validators.</param>
    public FakeCosmosChain(string network, long[] powers, byte seed = 1)
    {
        Network = network;
        Signers = [.. powers.Select((_, i) => new Ed25519Signer([seed, (byte)i, .. new byte[30]]))];
        ValidatorSet.TryCreate([.. powers.Select((power, i) => new CometValidator(Signers[i].PublicKey, power))], out var set, out _);
        Validators = set!;
    }

    public string Network { get; }

    public Ed25519Signer[] Signers { get; }

    public ValidatorSet Validators { get; }

    /// <summary>The newest header's height; its app hash is the state of one below.</summary>
    public long Height => _blocks.Count;

    /// <summary>Changes the state that the next block has; null deletes.</summary>
    public FakeCosmosChain Put(string store, byte[] key, byte[]? value)
    {
        if (!_stores.TryGetValue(store, out var keys)) _stores[store] = keys = new(StringComparer.Ordinal);
        if (value is null) keys.Remove(Convert.ToHexString(key));
        else keys[Convert.ToHexString(key)] = value;
        return this;
    }

    /// <summary>Makes a block with the state as it was put, and signs it by everyone.</summary>
    public FakeCosmosChain Commit(int blocks = 1)
    {
        for (; blocks > 0; blocks--)
        {
            var height = Height + 1;
            var header = Header(height);
            _blocks.Add(new(header, SignBy(header, [.. Enumerable.Range(0, Signers.Length)])));
            _states.Add(_stores.ToDictionary(store => store.Key, store => new FakeTree(iavl: true, store.Value)));
        }

        return this;
    }

    public SignedHeader Signed(long height) => new(_blocks[(int)height - 1].Header, _blocks[(int)height - 1].Commit);

    /// <summary>The two steps that prove what a key of a store holds after the block of a height.</summary>
    public (byte[]? Value, ProofOp[] Steps) Query(long height, string store, byte[] key)
    {
        var state = _states[(int)height - 1];
        return (state[store].ValueOf(key), [new("ics23:iavl", key, state[store].Prove(key)), new("ics23:simple", Ascii(store), Stores(state).Prove(Ascii(store)))]);
    }

    public FakeTree StoreAt(long height, string store) => _states[(int)height - 1][store];

    /// <summary>Votes of the validators at those places; the others were absent.</summary>
    public Commit SignBy(CometHeader header, int[] voters, VoteKind kind = VoteKind.Block)
    {
        var block = new BlockId(header.ComputeHash(), 1, Hash256.Parse(new string('7', 64)));
        var commit = new Commit(header.Height, 0, block, []);
        return commit with
        {
            Votes = [.. Enumerable.Range(0, Signers.Length).Select(i =>
            {
                if (!voters.Contains(i)) return new CommitVote(VoteKind.Absent, default, default, default);
                var vote = new CommitVote(kind, Validators.Members[i].Address, new(header.Time.Seconds + 1, i), default);
                return vote with { Signature = Signers[i].Sign(commit.SignBytes(header.ChainId, vote)) };
            })],
        };
    }

    public void Dispose()
    {
        foreach (var signer in Signers) signer.Dispose();
    }

    private CometHeader Header(long height) => new()
    {
        BlockVersion = 11,
        AppVersion = 1,
        ChainId = Network,
        Height = height,
        Time = new(1_700_000_000 + (6 * height), 123_456_789),
        LastBlock = height == 1 ? default : new(_blocks[^1].Header.ComputeHash(), 1, Hash256.Parse(new string('7', 64))),
        LastCommitHash = Hash256.Parse(height.ToString("x64", CultureInfo.InvariantCulture)),
        DataHash = null,
        ValidatorsHash = Validators.Hash,
        NextValidatorsHash = Validators.Hash,
        ConsensusHash = Hash256.Parse(new string('3', 64)),
        AppHash = Hash256.From(height == 1 ? Stores([]).Root : Stores(_states[^1]).Root),
        LastResultsHash = null,
        EvidenceHash = null,
        ProposerAddress = Validators.Members[0].Address,
    };

    private static FakeTree Stores(Dictionary<string, FakeTree> state) =>
        new(iavl: false, state.Select(store => KeyValuePair.Create(Convert.ToHexString(Ascii(store.Key)), store.Value.Root)));

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private sealed record Block(CometHeader Header, Commit Commit);
}
