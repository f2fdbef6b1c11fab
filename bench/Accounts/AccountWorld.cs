using System.Globalization;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Bench.Accounts;

/// <summary>Accounts in shards, each with two positions on one chain and one on another, all final, priced by three published prices. The same in every run.</summary>
internal sealed class AccountWorld
{
    public const int AccountsPerShard = 256;
    public const int PositionsPerAccount = 3;

    public static readonly IReadOnlyList<ChainId> Chains = [ChainId.Eip155(1), ChainId.Eip155(8453)];

    private const ulong Finalized = 20_000_000;
    private static readonly AssetId Dollar = AssetId.Erc20(Chains[0], Owner(0xd0));
    private static readonly (AssetId Asset, byte Decimals)[] Assets = [(AssetId.Native(Chains[0], 60), 18), (Dollar, 6), (AssetId.Native(Chains[1], 60), 18)];
    private static readonly World Market = new(3);

    private readonly List<Shard> _shards;
    private readonly HashSet<Shard> _changed = [];
    private ulong _height = Finalized + 64;

    public AccountWorld(int accounts)
    {
        var prices = Publish();
        _shards = [.. Enumerable.Range(0, accounts).Chunk(AccountsPerShard).Select((numbers, index) => new Shard(index, numbers, prices))];
    }

    /// <summary>Another block on both chains, in which these accounts changed. Not measured.</summary>
    public void Change(IEnumerable<int> accounts)
    {
        _height++;
        foreach (var own in accounts.GroupBy(static account => account / AccountsPerShard))
        {
            var shard = _shards[own.Key];
            _changed.Add(shard);
            for (var chain = 0; chain < Chains.Count; chain++) shard.Book.Hear(Chains[chain], new(Seen(chain), [.. own.Select(account => Look(account, chain))], [], null));
        }
    }

    /// <summary>The rounds of all shards that have something to state; how many these are.</summary>
    public int MakeRounds()
    {
        foreach (var shard in _changed) shard.Make();
        return _changed.Count;
    }

    /// <summary>As if all that was made had been reserved.</summary>
    public void Take()
    {
        foreach (var shard in _changed) shard.Take();
        _changed.Clear();
    }

    private static AccountId NameOf(int account) => AccountId.Parse(string.Create(CultureInfo.InvariantCulture, $"a{account:D6}"));

    private static EvmAddress Owner(int number) => EvmAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"0x{number:x40}"));

    private static Anchor Block(ulong height) => new(height, Keccak256.Hash(BitConverter.GetBytes(height)), World.StartedAt - 3_600_000 + (12_000 * ((long)height - (long)Finalized)));

    private ChainReading Seen(int chain) => new()
    {
        Chain = Chains[chain], Flags = ChainFlags.None, Head = Block(_height), Safe = Block(Finalized + 32), Finalized = Block(Finalized), ScannedTo = _height,
        BaseFee = 7, ReorgDepth = 0, Lost = [], Note = string.Empty,
    };

    private AccountLook Look(int account, int chain) => new(NameOf(account), [.. Assets.Where(asset => asset.Asset.Chain == Chains[chain]).Select(asset => Position(account, chain, asset.Asset, asset.Decimals))], []);

    /// <summary>Other shares in every block, so that no two rounds are the same.</summary>
    private PositionReading Position(int account, int chain, AssetId asset, byte decimals)
    {
        var shares = (UInt128)(1_000_000 + account + (long)(_height % 1_000));
        return new()
        {
            Account = NameOf(account), Key = new("erc20", string.Empty, asset, PositionSide.Collateral, AccountAddress.Of(Chains[chain], Owner(account + 1))), Decimals = decimals,
            Rule = CreditRule.TransactionNet, Evidence = Authenticity.QuorumRead, Pin = PinKind.Hash, At = Block(Finalized - 5), Finalized = shares, Seen = shares, Index = ShareIndex.One,
            Bound = ShareIndex.One, IsWindowUnknown = false, Changes = [],
        };
    }

    private static Dictionary<FeedId, SignedPrice> Publish()
    {
        var batch = Market.Compute(Market.NextRound());
        var signature = new AttesterSignature(0, World.Signer(0).Sign(batch.Digest));
        var tree = MerkleTree.Build([.. batch.Leaves.Select(static leaf => leaf.Hash)]);
        var prices = new Dictionary<FeedId, SignedPrice>();
        for (var i = 0; i < batch.Leaves.Count; i++)
        {
            if (StatementCodec.Decode(batch.Leaves[i].Bytes.Span, out var statement) is null && statement is PriceStatement price) prices.Add(price.Feed, PriceEvidence.Of(new(batch.Header, batch.Leaves[i], tree.Proof(i), [signature]), batch.Digest, price));
        }

        return prices;
    }

    /// <summary>One shard with its book, its maker and where it stands.</summary>
    private sealed class Shard
    {
        private readonly CollateralRoundMaker _maker;
        private ShardHead _head;
        private MadeRound? _made;

        public Shard(int index, int[] accounts, Dictionary<FeedId, SignedPrice> prices)
        {
            var feeds = Market.Policy.Feeds;
            var policy = new CollateralPolicy(
                ShardId.Parse(string.Create(CultureInfo.InvariantCulture, $"accounts-{index}")),
                default,
                [.. Chains.Select(static chain => new ChainRule(chain, 2, 60_000, 3_600_000, 120_000)).OrderBy(static rule => rule.Chain)],
                [.. Assets.Select((asset, at) => new AssetRule(asset.Asset, feeds[at].Feed, asset.Decimals)).OrderBy(static rule => rule.Asset)],
                [.. accounts.Select(static account => new AccountRule(NameOf(account), [.. Chains.Select(chain => new AccountLink(AccountAddress.Of(chain, Owner(account + 1)), true)).OrderBy(static link => link.Address)]))],
                [],
                3_600_000,
                20_000);
            var rules = new CollateralRules(policy);
            Book = new(policy, TimeSpan.FromDays(1));
            _maker = new(World.Domain, rules, Book, prices.GetValueOrDefault, new(World.Domain, new(World.SetOf([World.Signer(0)], 1))));
            _head = ShardHead.Initial(rules, World.StartedAt);
        }

        public CollateralBook Book { get; }

        public void Make()
        {
            if (_maker.Make(new(_head, 0, _head.Cursor.ObservedAt + 1), out _made) is { } refusal) throw new InvalidOperationException($"{refusal}");
            _ = _made!.Batch.EncodeUnsigned();
        }

        public void Take()
        {
            var batch = _made!.Batch;
            _head = new(ShardCursor.After(batch.Header), batch.StateBytes, new(batch.Header, batch.Digest, default, default, default, null), []);
        }
    }
}
