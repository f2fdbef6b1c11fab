using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>Which positions are stated, and how much of them counts.</summary>
public sealed class PositionTests
{
    private static readonly PositionReading Coins = Position(AliceOne, Coin, Ether(10), 80);

    [Fact]
    public void DepositCountsWhenFinal_WithdrawalWhenSeen()
    {
        var (more, less) = (One(Coins.Changed(5, 100)), One(Coins.Changed(-5, 100)));
        Assert.Equal((Coins.Finalized, Coins.Finalized + 5), (more.Credited, more.Seen));
        Assert.Equal((Coins.Finalized - 5, Coins.Finalized - 5), (less.Credited, less.Seen));
        var debt = Coins with { Key = Coins.Key with { Side = PositionSide.Debt } };
        Assert.Equal((Coins.Finalized + 5, Coins.Finalized), (One(debt.Changed(5, 100)).Credited, One(debt.Changed(-5, 100)).Credited));
    }

    [Fact]
    public void OwnersThatAreNotLinked_AreInNoStatement_AndALinkSaysWhetherItIsProven()
    {
        var batch = Run([Coins, Position(Stranger, Coin, 5, 80), Coins with { Account = Bob, Key = Coins.Key with { Market = "x" } }, Position(AliceTwo, Far, 1, 5)]);
        Assert.Equal([false, true], batch.Collateral.Select(statement => statement.IsLinkProven).Order());
        Assert.All(batch.Collateral, statement => Assert.Equal(Alice, statement.Account));
        Assert.DoesNotContain(batch.Statements.OfType<SnapshotStatement>(), snapshot => snapshot.Account == Bob);
    }

    [Fact]
    public void AddressInTwoAccounts_IsRefusedByThePolicy()
    {
        var shared = Policy with { Accounts = [Policy.Accounts[0], Policy.Accounts[1] with { Links = [new(AliceOne, true)] }] };
        Assert.Contains(shared.Problems(), problem => problem.Contains("one account at a time", StringComparison.Ordinal));
        Assert.IsType<Refusal.OutOfRange>(CollateralPolicyCodec.Decode(CollateralPolicyCodec.Encode(shared), out _));
        Assert.Throws<ArgumentException>(() => new CollateralRules(shared));
    }

    [Theory]
    [InlineData("decimals")]
    [InlineData("asset")]
    [InlineData("bound")]
    [InlineData("size")]
    public void ReadingThatCannotBe_IsAGapWithItsReason_AndNothingIsCreditedOverAll(string what)
    {
        var wrong = what switch
        {
            "decimals" => Position(AliceOne, Dollar, 7, 80) with { Decimals = 18 },
            "asset" => Position(AliceOne, AssetId.Parse("eip155:1/slip44:1"), 7, 80),
            "bound" => Position(AliceOne, Dollar, 7, 80) with { Bound = new(2, 1) },
            _ => Position(AliceOne, Dollar, UInt128.MaxValue, 80) with { Index = new(2, 1) },
        };
        var batch = Run([Coins, wrong, Position(AliceTwo, Far, 1, 5)]);
        Assert.Equal((CollateralGapReason.ReadFailed, Subjects.Of(Book.One)), (Assert.Single(batch.Gaps).Reason, batch.Gaps[0].Chain));
        Assert.Equal(Coins.Finalized, batch.Of(Coins).Credited);
        Assert.DoesNotContain(batch.Collateral, statement => statement.Position == Subjects.Of(Alice, wrong.Key));
        var snapshot = batch.Snapshot(Alice);
        Assert.Equal((true, Int128.Zero, Verdict.Relay), (snapshot.IsIncomplete, snapshot.Credited, snapshot.Verdict));
    }

    [Fact]
    public void EncumbranceThatWasNotRead_LeavesNoCreditOfItsAsset_NorDoesASourceThatWasNot()
    {
        var locked = Coins with { Key = Coins.Key with { Side = PositionSide.Encumbrance }, Decimals = 17 };
        Assert.Equal((UInt128)0, Run([Coins, locked]).Of(Coins).Credited);
        foreach (var source in new[] { "erc20", string.Empty, "aave-v3" })
        {
            var batch = Run([Coins], new AccountProblem(Alice, Book.One, new(RejectionCode.Unreachable, source, string.Empty, "timeout")));
            Assert.Equal(source == "aave-v3" ? Coins.Finalized : 0, batch.Of(Coins).Credited);
            Assert.Single(batch.Gaps);
        }
    }

    [Fact]
    public void Answers_AreNeverAboveSeen_NorCredited_UnlessTheirSourceIsNamed_ButWhatTheySayIsOwedCounts()
    {
        var answer = Coins with { Pin = PinKind.Answer, At = Block(0) };
        Assert.Equal((Stage.Seen, (UInt128)0), (One(answer).Stage, One(answer).Credited));
        var named = answer with { Key = answer.Key with { Source = "named" } };
        Assert.Equal((Stage.Seen, answer.Finalized), (One(named).Stage, One(named).Credited));
        var owed = answer with { Key = answer.Key with { Side = PositionSide.Debt } };
        Assert.Equal((Stage.Seen, answer.Finalized), (One(owed).Stage, One(owed).Credited));
    }

    [Fact]
    public void UnknownWindow_OrChangesThatDoNotAddUp_GiveNoCredit_AndCountAllThatIsOwed()
    {
        var debt = Coins with { Key = Coins.Key with { Side = PositionSide.Debt }, Seen = Coins.Finalized + 9 };
        foreach (var broken in new Func<PositionReading, PositionReading>[]
        {
            reading => reading with { IsWindowUnknown = true },
            reading => reading with { Changes = [new(100, Block(1).Hash, 4)] },
            reading => reading with { Changes = [new(100, default, 9)] },
            reading => reading with { Changes = [new(100, Block(1).Hash, Int128.MaxValue), new(100, Block(1).Hash, Int128.MaxValue)] },
        })
        {
            Assert.Equal((UInt128)0, One(broken(Coins with { Seen = Coins.Finalized + 9 })).Credited);
            Assert.Equal(Coins.Finalized + 9, One(broken(debt)).Credited);
        }
    }

    [Fact]
    public void AccountWithMorePositionsThanARoundHolds_IsNotRead()
    {
        var many = Enumerable.Range(0, CollateralRound.MaximumPositions + 1).Select(i => Coins with { Key = Coins.Key with { Market = $"m{i:000}" } }).ToList();
        var batch = Run([.. many, Position(BobOne, Coin, 1, 80)]);
        Assert.Equal(Bob, Assert.Single(batch.Collateral).Account);
        Assert.Equal(2, batch.Gaps.Count);
        Assert.Equal(many.Count - 1, Run([.. many.Skip(1)]).Collateral.Count);
    }

    private static CollateralStatement One(PositionReading reading) => Run([reading]).Of(reading);

    private static StatedBatch Run(PositionReading[] positions, params AccountProblem[] problems)
    {
        var shard = new TestShard(Policy);
        return shard.Run(shard.Next(Chain(Book.One, 101, 90), Chain(Two, 9, 9)) with { Positions = positions, Problems = problems });
    }
}
