using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>What is signed of an account whose tokens lie on a real node, as its blocks become final or are reorganised away.</summary>
[Trait("Category", "RealChain")]
public sealed class FinalityOnAnvilTests(SharedChain shared) : IClassFixture<SharedChain>
{
    [RealChainFact]
    public async Task ADeposit_IsOneProvenFactThroughAllStages_AndCountsWhenItIsFinal()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(100);
        await using var house = await OpenAsync(chain, owner);
        Assert.Equal((Stage.Finalized, 100u, 100u), Said((await house.TurnAsync()).Position));
        await chain.MintAsync(owner, 60);
        var stated = new List<CollateralStatement>();
        foreach (var mined in (int[])[0, 1, 1, TokenChain.Epoch - 3, 1, TokenChain.Epoch - 1, 1, 1])
        {
            if (mined > 0) await chain.MineAsync(mined);
            var round = await house.TurnAsync();
            Assert.Empty(round.Retractions);
            Assert.Equal(round.Of(chain.Chain).Head.Height, round.Of(chain.Chain).ScannedTo);
            stated.AddRange(round.Collateral);
        }

        Assert.Equal([(Stage.Seen, 160u, 100u), (Stage.Confirmed, 160u, 100u), (Stage.Safe, 160u, 100u), (Stage.Finalized, 160u, (UInt128)160)], stated.Select(Said));
        Assert.Single(stated.Select(statement => SignedRound.FactOf(statement, chain.Chain)).Distinct());
        Assert.All(stated, statement => Assert.Equal((Authenticity.Authenticated, PinKind.Hash, CreditRule.TransactionNet), (statement.Evidence, statement.Pin, statement.Rule)));
    }

    [RealChainFact]
    public async Task ADepositWhoseBlockIsReorganisedAway_IsRetractedAndStatedAnewInTheNextRound_AtEveryDepth()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(100);
        await using var house = await OpenAsync(chain, owner);
        await house.TurnAsync();
        foreach (var depth in (int[])[1, 3, 8])
        {
            await chain.MintAsync(owner, 60);
            var first = (await house.TurnAsync()).Position;
            if (depth > 1) await chain.MineAsync(depth - 1);

            // The floor is the last batch that stated the fact, and not the first.
            var before = await house.TurnAsync();
            var last = before.Sequence - (before.Collateral.Count > 0 ? 0u : 1u);
            await chain.ReorganiseAsync(depth);
            var round = await house.TurnAsync();
            var retraction = Assert.Single(round.Retractions);
            Assert.Equal((before.Sequence + 1, last), (round.Sequence, retraction.Sequence));
            Assert.Equal((SignedRound.FactOf(first, chain.Chain), first.At.Hash, first.At.Height), (retraction.Fact, retraction.Lost, retraction.Height));
            Assert.NotEqual(retraction.Lost, retraction.Won);
            Assert.Equal(((uint)depth, ChainFlags.None), (round.Of(chain.Chain).ReorgDepth, round.Of(chain.Chain).Flags));
            Assert.Equal(first.Position, retraction.Subject);
            Assert.Equal((first.Position, Authenticity.Authenticated), (round.Position.Position, round.Position.Evidence));
            Assert.Equal((Stage.Finalized, 100u, 100u), Said(round.Position));
            Assert.Empty((await house.TurnAsync()).Retractions);
        }
    }

    [RealChainFact]
    public async Task AReorganisationThatTakesNoFact_IsToldByItsDepth_Once()
    {
        var chain = await shared.StartedAsync();
        await using var house = await OpenAsync(chain, await chain.MeetAsync(100));
        await house.TurnAsync();
        await chain.ReorganiseAsync(5);
        var round = await house.TurnAsync();
        Assert.Equal((5u, 0, 0), (round.Of(chain.Chain).ReorgDepth, round.Retractions.Count, round.Collateral.Count));
        Assert.Equal(0u, (await house.TurnAsync()).Of(chain.Chain).ReorgDepth);
    }

    [RealChainFact]
    public async Task DepositFirst_ThenWithdrawal_IsNotCreditedByWhatTheDepositMayTakeWithIt()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(100);
        await using var house = await OpenAsync(chain, owner);
        await house.TurnAsync();
        await chain.MintAsync(owner, 60);
        await chain.TransferAsync(owner, chain.Stranger, 60);
        var both = (await house.TurnAsync()).Position;
        Assert.Equal((Stage.Seen, 100u, 40u), Said(both));

        // The branch that wins has the withdrawal, and the deposit never was.
        await chain.ReorganiseAsync(2, owner, chain.Stranger, 60);
        var round = await house.TurnAsync();
        Assert.Equal(SignedRound.FactOf(both, chain.Chain), Assert.Single(round.Retractions).Fact);
        Assert.Equal((Stage.Seen, 40u, 40u), Said(round.Position));
        await chain.MineAsync(2 * TokenChain.Epoch);
        Assert.Equal((Stage.Finalized, 40u, 40u), Said((await house.TurnAsync()).Position));
    }

    [RealChainFact]
    public async Task WithdrawalFirst_ThenDeposit_CountsForWhatTheDepositDoesNotGiveBackYet()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(100);
        await using var house = await OpenAsync(chain, owner);
        await house.TurnAsync();
        await chain.TransferAsync(owner, chain.Stranger, 60);
        await chain.MintAsync(owner, 60);
        var both = (await house.TurnAsync()).Position;
        Assert.Equal((Stage.Seen, 100u, 40u), Said(both));
        await chain.ReorganiseAsync(1);
        var round = await house.TurnAsync();
        Assert.Equal(SignedRound.FactOf(both, chain.Chain), Assert.Single(round.Retractions).Fact);
        Assert.Equal((Stage.Seen, 40u, 40u), Said(round.Position));

        // Where the withdrawal goes as well, all is as it was.
        await chain.ReorganiseAsync(2);
        Assert.Equal((Stage.Finalized, 100u, 100u), Said((await house.TurnAsync()).Position));
    }

    [RealChainFact]
    public async Task AChainWithAnotherHistoryBelowItsFinalizedBlock_IsAGapOfItsOwn_AndTheOtherGoesOn()
    {
        var chain = await shared.StartedAsync();
        using var other = await TokenChain.StartAsync(31338);
        var (owner, there) = (await chain.MeetAsync(100), await other.MeetAsync(7));
        await using var house = await AccountHouse.OpenAsync((chain, owner), (other, there));
        house.Watch(chain, owner, chain.Reader()).Watch(other, there, other.Reader());
        var round = await house.TurnAsync();
        Assert.Equal((2, 0), (round.Collateral.Count, round.Gaps.Count));

        await other.BeginAnewAsync();
        round = await house.TurnAsync();
        Assert.Equal((ChainFlags.None, ChainFlags.Fault), (round.Of(chain.Chain).Flags, round.Of(other.Chain).Flags & ChainFlags.Fault));
        var gap = Assert.Single(round.Gaps);
        Assert.Equal((CollateralGapReason.ChainFault, Subjects.Of(other.Chain), AccountHouse.Account), (gap.Reason, gap.Chain, gap.Account));
        Assert.Equal((Stage.Finalized, 100u, 100u), Said(round.Position));
        Assert.Equal(0ul, round.Of(other.Chain).ScannedTo);

        await chain.MintAsync(owner, 60);
        round = await house.TurnAsync();
        Assert.Equal((Stage.Seen, 160u, 100u), Said(round.Position));
        Assert.Equal((CollateralGapReason.ChainFault, gap.From), (Assert.Single(round.Gaps).Reason, round.Gaps[0].From));
        Assert.True(round.Of(other.Chain).Flags.HasFlag(ChainFlags.Fault));
    }

    private static async Task<AccountHouse> OpenAsync(TokenChain chain, EvmAddress owner) => (await AccountHouse.OpenAsync((chain, owner))).Watch(chain, owner, chain.Reader());

    private static (Stage Stage, UInt128 Seen, UInt128 Credited) Said(CollateralStatement statement) => (statement.Stage, statement.Seen, statement.Credited);
}
