using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using static CrossChainOracle.Collateral.Tests.Watching.EvmLedger;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>From the wire to what a round takes.</summary>
public sealed class EvmWatcherTests : IDisposable
{
    private readonly EvmLedger _ledger = new();

    public EvmWatcherTests() => _ledger.Mine(block => block.Set(Token, AddressOf(Alice), 100).Set(default, AddressOf(Alice), 7).Set(Vault, AddressOf(Alice), 50).Set(Token, AddressOf(Bob), 5));

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task FirstLook_StatesEveryPositionAtTheFinalizedBlock_AlsoThoseWithNothing()
    {
        var final = _ledger.Head;
        _ledger.Mine();
        var look = await LookAsync(_ledger.Watch([Tokens, Coin], Alice, Bob));
        Assert.Equal(["alice", "bob"], look.Accounts.Select(account => account.Account.ToString()));
        Assert.All(look.Accounts, account => Assert.Equal(2, account.Positions.Count));
        Assert.All(look.Accounts.SelectMany(account => account.Positions), position => Assert.Equal((new(final.Number, final.Hash, (long)final.Seconds * 1000), false), (position.At, position.IsWindowUnknown)));
        Assert.Equal([100, 7, 5, 0], look.Accounts.SelectMany(account => account.Positions.OrderBy(position => position.Key.Source)).Select(position => (int)position.Finalized));
        Assert.Equal((_ledger.Head.Number, _ledger.Head.Number), (look.Reading!.Head.Height, look.Reading.ScannedTo));
    }

    [Fact]
    public async Task Deposit_IsSeenWithItsTransaction_AndFinalWhenItsBlockIs()
    {
        var watcher = _ledger.Watch([Tokens], Alice, Bob);
        await LookAsync(watcher);
        var block = _ledger.Mine(block => block.Transfer(1, Token, Stranger, AddressOf(Alice), 60));
        var position = Only(await LookAsync(watcher));
        Assert.Equal((100, 160, block.Hash, CreditRule.TransactionNet), ((int)position.Finalized, (int)position.Seen, position.At.Hash, position.Rule));
        Assert.Equal([new ShareDelta(block.Number, Transaction(1), 60)], position.Changes);
        Assert.Equal(100, Credited(position));
        _ledger.Finalize(block.Number);
        position = Only(await LookAsync(watcher));
        Assert.Equal((160, 160, block.Hash, 0), ((int)position.Finalized, (int)position.Seen, position.At.Hash, position.Changes.Count));
    }

    [Fact]
    public async Task Withdrawal_CountsWhenItIsSeen_AlsoWhenItCameBack()
    {
        var watcher = _ledger.Watch([Tokens], Alice);
        await LookAsync(watcher);
        _ledger.Mine(block => block.Transfer(1, Token, AddressOf(Alice), Stranger, 60));
        var back = _ledger.Mine(block => block.Transfer(2, Token, Stranger, AddressOf(Alice), 60));
        var position = Only(await LookAsync(watcher));
        Assert.Equal((100, 100, back.Hash), ((int)position.Finalized, (int)position.Seen, position.At.Hash));
        Assert.Equal([-60, 60], position.Changes.Select(change => (int)change.Delta));
        Assert.Equal(40, Credited(position));
    }

    [Fact]
    public async Task TransferBetweenLinkedAddresses_IsOneUnit_AndCostsNoCredit()
    {
        var watcher = _ledger.Watch([Tokens], Alice, AliceToo);
        await LookAsync(watcher);
        _ledger.Mine(block => block.Transfer(1, Token, AddressOf(Alice), AddressOf(AliceToo), 60));
        var positions = Assert.Single((await LookAsync(watcher)).Accounts).Positions;
        Assert.Equal([40, 60], positions.Select(position => (int)position.Seen));
        Assert.All(positions, position => Assert.Equal(Transaction(1), Assert.Single(position.Changes).Unit));
        Assert.Equal(100, Credited([.. positions]));
    }

    [Fact]
    public async Task Accounts_OfWhichNothingChanged_AreNotInTheLook_AndAfterARestartAllAre()
    {
        var watcher = _ledger.Watch([Tokens, Coin, Vaults], Alice, Bob);
        await LookAsync(watcher);
        Assert.Empty((await LookAsync(watcher)).Accounts);
        _ledger.Mine(block => block.Transfer(1, Token, Stranger, Stranger, 60));
        Assert.Empty((await LookAsync(watcher)).Accounts);
        Assert.Equal(2, (await LookAsync(_ledger.Watch([Tokens], Alice, Bob))).Accounts.Count);
    }

    [Fact]
    public async Task Stages_ThatAreCrossed_AreStatedOnceEach()
    {
        var watcher = _ledger.Watch([Tokens], Alice);
        await LookAsync(watcher);
        var block = _ledger.Mine(block => block.Transfer(1, Token, Stranger, AddressOf(Alice), 60));
        Assert.Single((await LookAsync(watcher)).Accounts);
        _ledger.Mine();
        Assert.Empty((await LookAsync(watcher)).Accounts);
        _ledger.Mine();
        Assert.Equal(block.Hash, Only(await LookAsync(watcher)).At.Hash);
        Assert.Empty((await LookAsync(watcher)).Accounts);
        _ledger.Finalize(block.Number);
        Assert.Equal(160, (int)Only(await LookAsync(watcher)).Finalized);
        _ledger.Mine();
        Assert.Empty((await LookAsync(watcher)).Accounts);
    }

    [Fact]
    public async Task Reorganisation_TakesBackWhatWasSeen_AndNamesTheLostBlockOfAnOpenFact()
    {
        var watcher = _ledger.Watch([Tokens, Coin], Alice);
        await LookAsync(watcher);
        var lost = _ledger.Mine(block => block.Transfer(1, Token, Stranger, AddressOf(Alice), 60).Set(default, AddressOf(Alice), 1));
        var kept = new OpenBlock(100, FakeBlock.HashOf(100));
        Assert.Empty((await LookAsync(watcher, kept)).Reading!.Lost);
        _ledger.Drop(1);
        var won = _ledger.Mine();
        _ledger.Mine();
        var look = await LookAsync(watcher, new(lost.Number, lost.Hash), kept);
        Assert.Equal([new LostBlock(lost.Number, lost.Hash, won.Hash)], look.Reading!.Lost);
        Assert.Equal(1u, look.Reading.ReorgDepth);
        Assert.All(Assert.Single(look.Accounts).Positions, position => Assert.Equal((position.Finalized, 0, 100ul), (position.Seen, position.Changes.Count, position.At.Height)));
    }

    [Fact]
    public async Task Transaction_ThatAReorganisationMoves_IsSeenInItsNewBlock()
    {
        var watcher = _ledger.Watch([Tokens], Alice);
        await LookAsync(watcher);
        _ledger.Mine(block => block.Transfer(1, Token, AddressOf(Alice), Stranger, 60));
        await LookAsync(watcher);
        _ledger.Drop(1);
        _ledger.Mine();
        var moved = _ledger.Mine(block => block.Transfer(1, Token, AddressOf(Alice), Stranger, 60));
        var position = Only(await LookAsync(watcher));
        Assert.Equal((moved.Hash, new ShareDelta(moved.Number, Transaction(1), -60)), (position.At.Hash, Assert.Single(position.Changes)));
    }

    [Fact]
    public async Task Block_ThatCannotBeRead_HoldsUpThoseAboveIt_AndNothingInItIsPassedOver()
    {
        var watcher = _ledger.Watch([Tokens], Alice);
        await LookAsync(watcher);
        var block = _ledger.Mine(block => block.Transfer(1, Token, AddressOf(Alice), Stranger, 60));
        _ledger.Mine();
        foreach (var node in _ledger.Nodes) node.Fault = static (method, honest) => method == "eth_getLogs" ? new(500, []) : honest;
        var look = await LookAsync(watcher);
        Assert.Equal((block.Number - 1, block.Number + 1), (look.Reading!.ScannedTo, look.Reading.Head.Height));
        Assert.Contains($"logs of block {block.Number}", look.Reading.Note, StringComparison.Ordinal);
        Assert.Empty(look.Accounts);

        // Finality goes on meanwhile; then all is read in one look.
        _ledger.Mine();
        _ledger.Finalize(block.Number + 1);
        foreach (var node in _ledger.Nodes) node.Fault = null;
        look = await LookAsync(watcher);
        Assert.Equal((_ledger.Head.Number, string.Empty), (look.Reading!.ScannedTo, look.Reading.Note));
        Assert.Equal((40, 40, 0), ((int)Only(look).Finalized, (int)Only(look).Seen, Only(look).Changes.Count));
    }

    [Fact]
    public async Task Calls_ThatNoEndpointAnswers_HoldUpTheBlock()
    {
        var watcher = _ledger.Watch([Coin], Alice);
        await LookAsync(watcher);
        _ledger.Mine();
        foreach (var node in _ledger.Nodes) node.Fault = static (method, honest) => method == "eth_call" ? new(500, []) : honest;
        Assert.Equal((100ul, 101ul), ((await LookAsync(watcher)).Reading!.ScannedTo, _ledger.Head.Number));
    }

    [Fact]
    public async Task Coin_WithoutLogs_ChangesByBlock()
    {
        var watcher = _ledger.Watch([Coin], Alice, Bob);
        await LookAsync(watcher);
        var less = _ledger.Mine(block => block.Set(default, AddressOf(Alice), 3));
        var more = _ledger.Mine(block => block.Set(default, AddressOf(Alice), 9));
        var position = Only(await LookAsync(watcher));
        Assert.Equal((7, 9, CreditRule.BlockNet, more.Hash), ((int)position.Finalized, (int)position.Seen, position.Rule, position.At.Hash));
        Assert.Equal([new(less.Number, less.Hash, -4), new ShareDelta(more.Number, more.Hash, 6)], position.Changes);
        Assert.Equal(3, Credited(position));
    }

    [Fact]
    public async Task Change_ThatLogsDoNotAccountFor_IsOneOfItsBlock()
    {
        var watcher = _ledger.Watch([Tokens], Alice);
        await LookAsync(watcher);
        var block = _ledger.Mine(block => block.Transfer(1, Token, Stranger, AddressOf(Alice), 60).Set(Token, AddressOf(Alice), 90));
        var position = Only(await LookAsync(watcher));
        Assert.Equal((CreditRule.BlockNet, new ShareDelta(block.Number, block.Hash, -10)), (position.Rule, Assert.Single(position.Changes)));
    }

    [Fact]
    public async Task VaultIndex_IsBoundByTheLowestOfTheWindow_AlsoWhereThatIsOne()
    {
        _ledger.Mine(block => block.Index(1_300_000));
        _ledger.Mine(block => block.Index(1_100_000));
        _ledger.Mine(block => block.Index(1_200_000));
        var watcher = _ledger.Watch([Vaults], Alice, Bob);
        var look = await LookAsync(watcher);
        var market = Assert.Single(look.Markets);
        Assert.Equal((0, 0), (market.Index.CompareValue(new(12, 10)), market.Bound.CompareValue(ShareIndex.One)));
        Assert.All(look.Accounts.SelectMany(account => account.Positions), position => Assert.Equal((market.Index, market.Bound), (position.Index, position.Bound)));
        _ledger.Finalize(101);
        look = await LookAsync(watcher);
        Assert.Equal(0, Assert.Single(look.Markets).Bound.CompareValue(new(11, 10)));

        // A block of another branch with a lower index binds no longer than it is there.
        _ledger.Mine(block => block.Index(900_000));
        Assert.Equal(0, Assert.Single((await LookAsync(watcher)).Markets).Bound.CompareValue(new(9, 10)));
        _ledger.Drop(1);
        _ledger.Mine();
        Assert.Equal(0, Assert.Single((await LookAsync(watcher)).Markets).Bound.CompareValue(new(11, 10)));
    }

    [Fact]
    public async Task OwnerThatCannotBeRead_IsAProblemAndNoPosition_CostsNoOther_AndIsReadAgain()
    {
        var watcher = _ledger.Watch([Tokens], Alice, Bob);
        await LookAsync(watcher);
        _ledger.Mine(block =>
        {
            block.Transfer(1, Token, Stranger, AddressOf(Bob), 1);
            block.Revert(AddressOf(Bob));
        });
        var look = await LookAsync(watcher);
        var bob = Assert.Single(look.Accounts);
        Assert.Equal(("bob", 0, RejectionCode.CallFailed), (bob.Account.ToString(), bob.Positions.Count, Assert.Single(bob.Problems).Code));
        Assert.Equal(_ledger.Head.Number, look.Reading!.ScannedTo);

        // No log says so, and what happened in between is not known until it is final.
        _ledger.Mine();
        var again = Only(await LookAsync(watcher));
        Assert.Equal((6, true), ((int)again.Seen, again.IsWindowUnknown));
    }

    [Fact]
    public async Task Decimals_OtherThanConfigured_AreAProblemOfEveryOwner_AndHoldUpNothing()
    {
        _ledger.Mine(block => block.SayDecimals(18));
        _ledger.Finalize(101);
        var look = await LookAsync(_ledger.Watch([Tokens], Alice, Bob));
        Assert.Equal((101ul, string.Empty), (look.Reading!.ScannedTo, look.Reading.Note));
        Assert.All(look.Accounts, account => Assert.Equal((0, 1), (account.Positions.Count, account.Problems.Count)));
        Assert.Equal(2, look.Accounts.Count);
    }

    private static PositionReading Only(ChainLook look) => Assert.Single(Assert.Single(look.Accounts).Positions);

    private static async Task<ChainLook> LookAsync(EvmWatcher watcher, params OpenBlock[] open)
    {
        var look = await watcher.LookAsync(open, default);
        Assert.Null(look.Failure);
        foreach (var position in look.Accounts.SelectMany(account => account.Positions)) Readings.AddUp(position);
        return look;
    }

    private static int Credited(params PositionReading[] positions) => Readings.Credited(positions);
}
