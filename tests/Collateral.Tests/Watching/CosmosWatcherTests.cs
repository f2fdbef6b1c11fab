using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Tests.Fakes.Cosmos;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.Proofs.Cosmos.Ics23;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>From the wire to what a round takes.</summary>
public sealed class CosmosWatcherTests : IDisposable
{
    private static readonly ChainId Chain = ChainId.Parse("cosmos:test-1");
    private static readonly byte[] AliceBytes = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
    private static readonly byte[] BobBytes = [.. Enumerable.Range(2, 20).Select(i => (byte)i)];
    private static readonly BankReader Bank = new(new(Chain, "test", [new("utest", AssetId.Native(Chain, 118), 6)], null, []));

    private readonly FakeCosmosChain _chain = new FakeCosmosChain("test-1", [40, 30, 30]);
    private readonly List<FakeCosmosNode> _nodes = [];
    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_110));
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public CosmosWatcherTests() => Put(AliceBytes, "1000").Commit(10);

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
        _http.Dispose();
        _chain.Dispose();
    }

    [Fact]
    public async Task Balances_AreFinalAtTheHeaderThatCommitsToThem_AlsoThoseThatAreZero()
    {
        var look = await LookAsync(Watch(1, true));
        var header = _chain.Signed(10).Header;
        var place = new Anchor(10, header.ComputeHash(), header.Time.Milliseconds);
        Assert.Equal((place, place, place, 10ul, ChainFlags.None), (look.Reading!.Head, look.Reading.Safe, look.Reading.Finalized, look.Reading.ScannedTo, look.Reading.Flags));
        Assert.Equal([1000, 0], look.Accounts.Select(account => (int)Assert.Single(account.Positions).Finalized));
        Assert.All(look.Accounts, account => Assert.Equal(
            (place, account.Positions[0].Finalized, PinKind.Height, Authenticity.Authenticated, false), (account.Positions[0].At, account.Positions[0].Seen, account.Positions[0].Pin, account.Positions[0].Evidence, account.Positions[0].IsWindowUnknown)));
    }

    [Fact]
    public async Task Value_ThatChanges_IsStatedOnceAtTheHeaderOfItsChange()
    {
        var watcher = Watch(1, true);
        await LookAsync(watcher);
        Assert.Empty((await LookAsync(watcher)).Accounts);
        _chain.Commit();
        Assert.Empty((await LookAsync(watcher)).Accounts);
        Put(BobBytes, "7").Commit(2);
        var bob = Assert.Single((await LookAsync(watcher)).Accounts);
        Assert.Equal(("bob", 7, 13ul), (bob.Account.ToString(), (int)bob.Positions[0].Seen, bob.Positions[0].At.Height));
        _chain.Commit(3);
        Assert.Equal(13ul, (await LookAsync(watcher)).Accounts.Select(account => account.Positions[0].At.Height).DefaultIfEmpty(13ul).Single());
        var again = await LookAsync(Watch(1, true));
        Assert.Equal([16ul, 16ul], again.Accounts.Select(account => account.Positions[0].At.Height));
    }

    [Fact]
    public async Task Head_ThatConflicts_IsAFaultForGood()
    {
        var watcher = Watch(1, false);
        await LookAsync(watcher);
        using var fork = new FakeCosmosChain("test-1", [40, 30, 30]).Put("bank", [9], [2]).Commit(10);
        _nodes[0].Chain = fork;
        var look = await watcher.LookAsync([], default);
        Assert.Equal((ChainFlags.Fault, 0), (look.Reading!.Flags, look.Accounts.Count));
        Assert.Contains("was final", look.Reading.Note, StringComparison.Ordinal);
        _nodes[0].Chain = _chain;
        Assert.Equal(ChainFlags.Fault, (await watcher.LookAsync([], default)).Reading!.Flags);
    }

    [Fact]
    public async Task Head_ThatGoesBack_IsAFailedLook_AndOneThatStandsStillIsStalled()
    {
        using var shorter = new FakeCosmosChain("test-1", [40, 30, 30]).Put("bank", [9], [2]).Commit(8);
        var watcher = Watch(1, false);
        await LookAsync(watcher);
        _nodes[0].Chain = shorter;
        var look = await watcher.LookAsync([], default);
        Assert.Equal((true, RejectionCode.Stale), (look.Reading is null, look.Failure!.Code));
        _nodes[0].Chain = _chain;
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(ChainFlags.Stalled, (await LookAsync(watcher)).Reading!.Flags);
    }

    [Fact]
    public async Task EndpointThatLies_IsOutvoted_AndWithoutAMajorityNothingIsKnown()
    {
        using var lies = new FakeCosmosChain("test-1", [40, 30, 30]).Put("bank", BankLayout.BalanceKey(AliceBytes, "utest"), "999999"u8.ToArray()).Commit(10);
        var watcher = Watch(3, false, 2);
        _nodes[2].Chain = lies;
        Assert.Equal((1000, Authenticity.QuorumRead), ((int)(await LookAsync(watcher)).Accounts[0].Positions[0].Seen, (await LookAsync(Watch(3, false, 2))).Accounts[0].Positions[0].Evidence));

        // Both left say the same head and one of them lies about state: not known, and never zero.
        _nodes[2].Reply = new(500, []);
        _nodes[1].Lie = (method, parameters) => method == "abci_query" ? throw new ArgumentOutOfRangeException(method) : null;
        var look = await LookAsync(watcher);
        Assert.All(look.Accounts, account => Assert.Equal((0, 1), (account.Positions.Count, account.Problems.Count)));
        Assert.Equal((2, 10ul), (look.Accounts.Count, look.Reading!.ScannedTo));
        Assert.StartsWith("height 10:", look.Reading.Note, StringComparison.Ordinal);
    }

    private CosmosWatcher Watch(int nodes, bool proven, int agreement = 1)
    {
        var first = _nodes.Count;
        for (var i = 0; i < nodes; i++) _nodes.Add(new(_chain));
        var reader = new CosmosReader(new() { Chain = Chain, Endpoints = [.. _nodes.Skip(first).Select(node => node.Address)], Agreement = agreement, Limits = new() { Timeout = TimeSpan.FromSeconds(30) } }, _http, _time);
        var trust = proven ? new CosmosTrust(new CometTrust.Validators(_chain.Validators.Hash), 7 * 86_400_000L, ProofSpec.Iavl) : null;
        var profile = new ChainProfile
        {
            Chain = Chain, Pin = PinKind.Height, Finality = FinalityKind.CometBft, ConfirmedDepth = 1, UnfinalizedTtlMs = 60_000, FinalizedValidForMs = 600_000, HeartbeatMs = 300_000, MaximumWindow = 1,
            MaximumHeadAgeMs = 60_000,
        };
        return new(new(reader, trust, _time), [Bank], [Owner("alice", AliceBytes), Owner("bob", BobBytes)], profile, TimeSpan.FromSeconds(6), _time);
    }

    private FakeCosmosChain Put(byte[] owner, string amount) => _chain.Put("bank", BankLayout.BalanceKey(owner, "utest"), System.Text.Encoding.ASCII.GetBytes(amount));

    private static LinkedOwner Owner(string account, byte[] bytes) => new(AccountId.Parse(account), AccountAddress.Parse($"{Chain}:{Bech32.Encode("test", bytes)}"));

    private static async Task<ChainLook> LookAsync(CosmosWatcher watcher)
    {
        var look = await watcher.LookAsync([], default);
        Assert.Null(look.Failure);
        foreach (var position in look.Accounts.SelectMany(account => account.Positions)) Readings.AddUp(position);
        return look;
    }
}
