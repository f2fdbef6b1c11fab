using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Collateral.Tests.Solana;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>From the wire to what a round takes. Finalized is slot 100, confirmed 135, processed 140.</summary>
public sealed class SolanaWatcherTests : IDisposable
{
    private static readonly SolanaKey AliceKey = SolanaFixture.Key(1);
    private static readonly SolanaKey BobKey = SolanaFixture.Key(5);
    private static readonly SolanaKey Stranger = SolanaFixture.Key(2);
    private static readonly SolanaKey Mint = SolanaFixture.Key(3);
    private static readonly LinkedOwner Alice = new(AccountId.Parse("alice"), AccountAddress.Parse($"{SolanaFixture.Mainnet}:{AliceKey}"));
    private static readonly LinkedOwner Bob = new(AccountId.Parse("bob"), AccountAddress.Parse($"{SolanaFixture.Mainnet}:{BobKey}"));
    private static readonly SolanaKey Ata = AtaOf(AliceKey);

    private readonly SolanaFixture _fixture = new(3, 2);

    public SolanaWatcherTests()
    {
        _fixture.Time.Advance(TimeSpan.FromSeconds(141));
        _fixture.PutEverywhere(TokenData.Mint(Mint, 6));
        foreach (var owner in new[] { AliceKey, BobKey })
        {
            _fixture.PutEverywhere(TokenData.Wallet(owner, 9_000));
            _fixture.PutEverywhere(TokenData.Account(AtaOf(owner), Mint, owner, 100));
        }
    }

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task FirstLook_StatesEverythingAtTheFinalizedSlot()
    {
        var look = await LookAsync(Watch(Alice, Bob));
        Assert.Equal(["alice", "bob"], look.Accounts.Select(account => account.Account.ToString()));
        var positions = look.Accounts.SelectMany(account => account.Positions).ToList();
        Assert.Equal(4, positions.Count);
        Assert.All(positions, position => Assert.Equal((100ul, 1_700_000_100_000, PinKind.SlotRange, Authenticity.QuorumRead, CreditRule.TransactionNet), (position.At.Height, position.At.Time, position.Pin, position.Evidence, position.Rule)));
        Assert.All(positions, position => Assert.Equal((position.Finalized, 0), (position.Seen, position.Changes.Count)));
        var reading = look.Reading!;
        Assert.Equal((140ul, 135ul, 100ul, 140ul, ChainFlags.None), (reading.Head.Height, reading.Safe.Height, reading.Finalized.Height, reading.ScannedTo, reading.Flags));
        Assert.Equal((1_700_000_140_000, string.Empty), (reading.Head.Time, reading.Note));
    }

    [Fact]
    public async Task Deposit_IsSeenWithItsTransaction_AndCountsWhenItIsFinal()
    {
        var watcher = Watch(Alice, Bob);
        await LookAsync(watcher);
        Transfer(1, 110, 100, 160);
        var position = TokenOf(await LookAsync(watcher));
        Assert.Equal((100, 160, 100), ((int)position.Finalized, (int)position.Seen, Readings.Credited(position)));
        Span<byte> signature = stackalloc byte[64];
        Assert.True(Base58.TryDecode(SolanaTransactions.Signature(1), signature));
        Assert.Equal([new ShareDelta(110, Keccak256.Hash(signature), 60)], position.Changes);
        Assert.InRange(position.At.Height, 101ul, 140ul);
        var since = position.At;
        Assert.Empty((await LookAsync(watcher)).Accounts);

        Finalize(145, 160);
        position = TokenOf(await LookAsync(watcher));
        Assert.Equal((160, 160, 0, since, 160), ((int)position.Finalized, (int)position.Seen, position.Changes.Count, position.At, Readings.Credited(position)));
    }

    [Fact]
    public async Task Withdrawal_CountsWhenItIsSeen_AlsoWhenItCameBack()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        Transfer(1, 110, 100, 40);
        Transfer(2, 120, 40, 100);
        var position = TokenOf(await LookAsync(watcher));
        Assert.Equal((100, 100, 40), ((int)position.Finalized, (int)position.Seen, Readings.Credited(position)));
        Assert.True(position.At.Height >= 120);
    }

    [Fact]
    public async Task Withdrawal_ThatNoListTellsOf_CountsWhenTheBalanceShowsIt_AndStaysTheSameStatement()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        Processed(30);
        var position = TokenOf(await LookAsync(watcher));
        Assert.Equal((30, 30, 140ul), ((int)position.Seen, Readings.Credited(position), position.At.Height));
        foreach (var node in _fixture.Nodes) node.Processed.Slot = 142;
        Assert.Empty((await LookAsync(watcher)).Accounts);
    }

    [Fact]
    public async Task Holding_WhoseTransactionsAreNotKnown_IsDebitedWhole_ThoughNothingSeemsToBeMissing()
    {
        Transfer(1, 110, 100, 160);
        foreach (var node in _fixture.Nodes) node.Transactions.Clear();
        var position = TokenOf(await LookAsync(Watch(Alice)));
        Assert.Equal((100, 160, 0), ((int)position.Finalized, (int)position.Seen, Readings.Credited(position)));
        Assert.Equal([-100, 160], position.Changes.Select(change => (int)change.Delta).Order());
        Assert.Equal(2, position.Changes.Select(change => change.Unit).Distinct().Count());
    }

    [Fact]
    public async Task Transaction_ThatVanishesBeforeItIsFinal_LosesTheFactThatKnewIt()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        Transfer(1, 110, 100, 160);
        var at = TokenOf(await LookAsync(watcher)).At;
        var fact = new OpenBlock(at.Height, at.Hash);
        Assert.Empty((await LookAsync(watcher, fact)).Reading!.Lost);
        foreach (var node in _fixture.Nodes) node.Signatures.Clear();
        Processed(100);
        var look = await LookAsync(watcher, fact, new OpenBlock(at.Height, Hash256.Zero));
        Assert.Equal([new LostBlock(at.Height, at.Hash, Hash256.Zero)], look.Reading!.Lost);
        Assert.Equal((100, 100ul), ((int)TokenOf(look).Seen, TokenOf(look).At.Height));

        // Until the round has taken it, and no longer than until its slot is final.
        Assert.Single((await LookAsync(watcher, fact)).Reading!.Lost);
        Finalize(150, 100);
        Assert.Single((await LookAsync(watcher, fact)).Reading!.Lost);
        Assert.Empty((await LookAsync(watcher, fact)).Reading!.Lost);
    }

    [Fact]
    public async Task Fact_WhoseTransactionIsLostWhileItsStateStays_IsNotTheFactThatIsStatedAnew()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        Transfer(1, 110, 100, 160);
        var at = TokenOf(await LookAsync(watcher)).At;
        foreach (var node in _fixture.Nodes) node.Signatures.Clear();
        var look = await LookAsync(watcher, new OpenBlock(at.Height, at.Hash));
        Assert.NotEqual(Assert.Single(look.Reading!.Lost).Lost, TokenOf(look).At.Hash);
    }

    [Fact]
    public async Task Fact_ThatFinalityRefutes_IsLost_AndOneThatALaterChangeOvertookIsNot()
    {
        foreach (var isOvertaken in new[] { false, true })
        {
            Finalize(100, 100);
            foreach (var node in _fixture.Nodes) (node.Confirmed.Slot, node.Processed.Slot) = (135, 140);
            var watcher = Watch(Alice);
            await LookAsync(watcher);
            Processed(160);
            var at = TokenOf(await LookAsync(watcher)).At;
            foreach (var node in _fixture.Nodes) node.Processed.Slot = 150;
            if (isOvertaken) Processed(90);
            await LookAsync(watcher);
            Finalize(150, 90);
            var lost = (await LookAsync(watcher, new OpenBlock(at.Height, at.Hash))).Reading!.Lost;
            Assert.Equal(isOvertaken ? 0 : 1, lost.Count);
        }
    }

    [Fact]
    public async Task Fact_WhoseSlotsWereNotWatched_IsNotSaidToBeLost()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        Processed(160);
        var at = TokenOf(await LookAsync(watcher)).At;
        Finalize(400, 90);
        Assert.Empty((await LookAsync(watcher, new OpenBlock(at.Height, at.Hash))).Reading!.Lost);
    }

    [Fact]
    public async Task Accounts_OfWhichNothingChanged_AreNotInTheLook_AndAfterARestartAllAre()
    {
        var watcher = Watch(Alice, Bob);
        await LookAsync(watcher);
        foreach (var node in _fixture.Nodes) (node.Finalized.Slot, node.Confirmed.Slot, node.Processed.Slot) = (110, 145, 150);
        Assert.Empty((await LookAsync(watcher)).Accounts);
        Transfer(1, 120, 100, 160);
        Assert.Equal("alice", Assert.Single((await LookAsync(watcher)).Accounts).Account.ToString());
        Assert.Equal(2, (await LookAsync(Watch(Alice, Bob))).Accounts.Count);
    }

    [Fact]
    public async Task OwnerThatCannotBeRead_IsAProblem_AndCostsNoOther()
    {
        var watcher = Watch(Alice, Bob);
        await LookAsync(watcher);
        foreach (var node in _fixture.Nodes) node.Processed.Put(TokenData.Account(Ata, Mint, Stranger, 100));
        Transfer(1, 110, 100, 160, BobKey);
        var look = await LookAsync(watcher);
        Assert.Equal(2, look.Accounts.Count);
        var (alice, bob) = (look.Accounts[0], look.Accounts[1]);
        Assert.Equal((RejectionCode.WrongFeed, string.Empty), (Assert.Single(alice.Problems).Code, Assert.Single(alice.Positions).Key.Market));
        Assert.Equal(160, (int)bob.Positions.Single(position => position.Key.Market.Length > 0).Seen);
    }

    [Fact]
    public async Task FinalizedSlot_ThatGoesBack_IsKept_AndNothingOlderIsRead()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        foreach (var node in _fixture.Nodes) node.Finalized.Slot = 90;
        var look = await LookAsync(watcher);
        Assert.Equal((100ul, ChainFlags.Stalled), (look.Reading!.Finalized.Height, look.Reading.Flags));
        Assert.Contains("from 100 to 90", look.Reading.Note, StringComparison.Ordinal);
        var account = Assert.Single(look.Accounts);
        Assert.Equal((0, 140ul), (account.Positions.Count, look.Reading.ScannedTo));
        Assert.Equal(RejectionCode.Stale, Assert.Single(account.Problems).Code);
    }

    [Fact]
    public async Task Head_ThatIsTooOld_IsStalled_ByTheChainsTimeOrByOurs()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(ChainFlags.Stalled, (await LookAsync(watcher)).Reading!.Flags);

        foreach (var node in _fixture.Nodes) node.Fault = static (method, honest) => method == "getBlockTime" ? new(500, []) : honest;
        watcher = Watch(Alice);
        var reading = (await LookAsync(watcher)).Reading!;
        Assert.Equal((ChainFlags.None, _fixture.Time.GetUtcNow().ToUnixTimeMilliseconds()), (reading.Flags, reading.Head.Time));
        Assert.Equal("by our clock: time of slot 100, 135, 140", reading.Note);
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(ChainFlags.Stalled, (await LookAsync(watcher)).Reading!.Flags);
    }

    [Fact]
    public async Task EndpointThatLies_IsOutvoted_AndWithoutAMajorityNothingIsStated()
    {
        _fixture.Nodes[0].Finalized.Put(TokenData.Account(Ata, Mint, AliceKey, 1_000_000));
        _fixture.Nodes[0].Processed.Put(TokenData.Account(Ata, Mint, AliceKey, 1_000_000));
        _fixture.Nodes[0].Finalized.Slot = 1_000_000;
        var look = await LookAsync(Watch(Alice));
        Assert.Equal((100, 100, 100ul), ((int)TokenOf(look).Finalized, (int)TokenOf(look).Seen, look.Reading!.Finalized.Height));
        foreach (var node in _fixture.Nodes[1..]) node.Fault = static (_, _) => new(500, []);
        var failed = await Watch(Alice).LookAsync([], default);
        Assert.Equal((true, RejectionCode.EndpointQuorum), (failed.Reading is null, failed.Failure!.Code));
    }

    [Fact]
    public async Task Shares_ThatWentAndCameBack_AreSinceThen()
    {
        var watcher = Watch(Alice);
        await LookAsync(watcher);
        Transfer(1, 110, 100, 160);
        var at = TokenOf(await LookAsync(watcher)).At;
        foreach (var node in _fixture.Nodes) node.Processed.Slot = 160;
        Transfer(2, 145, 160, 90);
        Transfer(3, 150, 90, 160);
        var position = TokenOf(await LookAsync(watcher));
        Assert.Equal((160, 160ul, 140ul, 30), ((int)position.Seen, position.At.Height, at.Height, Readings.Credited(position)));
    }

    [Fact]
    public async Task Lending_IsBoundByTheWorseIndexOfBothStates_AndWhatIsClosedIsStatedAsNothing()
    {
        var owner = new LinkedOwner(Alice.Account, AccountAddress.Parse($"{SolanaFixture.Mainnet}:{SaveTests.Owner}"));
        _fixture.PutEverywhere(SaveTests.Packed());
        _fixture.PutEverywhere(SaveTests.Reserve(SaveTests.SolReserve, 9, 0, 0, 0, SaveTests.Wad, 0));
        _fixture.PutEverywhere(SaveTests.Reserve(SaveTests.UsdcReserve, 6, 1, 1, 1, 2 * SaveTests.Wad, 0));
        foreach (var node in _fixture.Nodes)
        {
            node.Processed.Put(SaveTests.Reserve(SaveTests.SolReserve, 9, 1000, 1000 * SaveTests.Wad, 1000, SaveTests.Wad, 0));
            node.Processed.Put(SaveTests.Reserve(SaveTests.UsdcReserve, 6, 1, 1, 1, 3 * SaveTests.Wad / 2, 0));
        }

        var watcher = Watch([new CrossChainOracle.Collateral.Save.SaveReader(SolanaFixture.Mainnet, [SaveTests.Market])], owner);
        var look = await LookAsync(watcher);
        var (collateral, debt) = (look.Markets.Single(market => market.Market.Side == PositionSide.Collateral), look.Markets.Single(market => market.Market.Side == PositionSide.Debt));
        Assert.Equal((0, 0), (collateral.Bound.CompareValue(ShareIndex.One), collateral.Index.CompareValue(new(2, 1))));
        Assert.True(debt.Bound.CompareValue(debt.Index) > 0);
        Assert.Equal((140ul, 1_700_000_140_000), (debt.At.Height, debt.At.Time));

        foreach (var node in _fixture.Nodes) node.Processed.Accounts.TryRemove(SaveTests.Obligation, out _);
        var positions = Assert.Single((await LookAsync(watcher)).Accounts).Positions;
        Assert.Equal(0, Readings.Credited(positions.Single(position => position.Key.Side == PositionSide.Collateral)));
        Assert.All(positions, position => Assert.Equal((0, true), ((int)position.Seen, position.Finalized > 0)));
        foreach (var node in _fixture.Nodes) node.Finalized.Accounts.TryRemove(SaveTests.Obligation, out _);
        positions = Assert.Single((await LookAsync(watcher)).Accounts).Positions;
        Assert.Equal([(0, 0), (0, 0)], positions.Select(position => ((int)position.Seen, (int)position.Finalized)));
    }

    private static SolanaKey AtaOf(SolanaKey owner) => ProgramAddress.Associated(owner, TokenData.Token, Mint);

    private SolanaWatcher Watch(params LinkedOwner[] owners) => Watch([new SplTokenReader(SolanaFixture.Mainnet, [new(Mint, false, 6)])], owners);

    private SolanaWatcher Watch(IReadOnlyList<CrossChainOracle.Collateral.Solana.ISolanaProtocol> protocols, params LinkedOwner[] owners) => new(_fixture.Reader, protocols, owners, Profile(), TimeSpan.FromSeconds(2), _fixture.Time);

    private static ChainProfile Profile() => new()
    {
        Chain = SolanaFixture.Mainnet,
        Pin = PinKind.SlotRange,
        Finality = FinalityKind.Solana,
        ConfirmedDepth = 1_000,
        UnfinalizedTtlMs = 60_000,
        FinalizedValidForMs = 600_000,
        HeartbeatMs = 300_000,
        MaximumWindow = 1_000,
        MaximumHeadAgeMs = 60_000,
    };

    private static async Task<ChainLook> LookAsync(SolanaWatcher watcher, params OpenBlock[] open)
    {
        var look = await watcher.LookAsync(open, default);
        Assert.Null(look.Failure);
        Assert.True(look.Reading!.Finalized.Height <= look.Reading.Safe.Height && look.Reading.Safe.Height <= look.Reading.Head.Height && look.Reading.ScannedTo <= look.Reading.Head.Height);
        foreach (var position in look.Accounts.SelectMany(account => account.Positions)) Readings.AddUp(position);
        return look;
    }

    private static PositionReading TokenOf(ChainLook look) => Assert.Single(look.Accounts).Positions.Single(position => position.Key.Market.Length > 0);

    private void Processed(ulong amount)
    {
        foreach (var node in _fixture.Nodes) node.Processed.Put(TokenData.Account(Ata, Mint, AliceKey, amount));
    }

    private void Finalize(ulong slot, ulong amount)
    {
        foreach (var node in _fixture.Nodes)
        {
            foreach (var bank in new[] { node.Finalized, node.Confirmed, node.Processed }) bank.Slot = slot + (bank == node.Finalized ? 0ul : bank == node.Confirmed ? 35ul : 40ul);
        }

        _fixture.PutEverywhere(TokenData.Account(Ata, Mint, AliceKey, amount));
    }

    private void Transfer(int number, ulong slot, ulong before, ulong after, SolanaKey? owner = null)
    {
        var (name, holder) = (SolanaTransactions.Signature(number), owner ?? AliceKey);
        var account = AtaOf(holder);
        foreach (var node in _fixture.Nodes)
        {
            node.Signatures[account.ToString()] = [(name, slot), .. node.Signatures.GetValueOrDefault(account.ToString()) ?? []];
            node.Transactions[name] = SolanaTransactions.Of(name, slot, [(Stranger, true, 9, 4), (account, true, 1, 1), (TokenData.Token, false, 1, 1)], [(1, Mint, holder, holder, before, after)]);
            node.Processed.Put(TokenData.Account(account, Mint, holder, after));
        }
    }
}
