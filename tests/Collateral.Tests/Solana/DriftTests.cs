using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Drift;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Solana;

public sealed class DriftTests
{
    private static readonly SolanaKey Owner = SolanaKey.Parse("7hMwrCyX6okcJT31A1Nc4QZ25SBouFa7mKwZcrRcyjcc");
    private static readonly SolanaKey Key = Markets.UserKey(Owner, 0);
    private static readonly AssetId Usdc = AssetId.Parse($"{Recorded.Mainnet}/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

    private static readonly DriftReader Reader = new(Recorded.Mainnet, [0]);

    // Upstream's own expectation of 2025-06-24, after it adds one open bid of 1600000 base units to the first perpetual position: initial margin, strict.
    [Fact]
    public void InitialMargin_OfTheRecordedSnapshot_IsUpstreamsToTheLastUnit()
    {
        var user = Snapshot().User;
        var perps = user.Perps.ToList();
        perps[0] = perps[0] with { OpenBids = perps[0].OpenBids + 1_600_000, OpenOrders = 1 };
        Assert.Equal(new MarginFigures(2_199_358_529, 2_186_678_676), Weigh(user with { Perps = perps }, MarginKind.InitialStrict));
    }

    [Fact]
    public void MaintenanceMargin_IsBelowTheInitial()
    {
        var user = Snapshot().User;
        var initial = Weigh(user, MarginKind.InitialStrict);
        var maintenance = Weigh(user, MarginKind.Maintenance);
        Assert.True(maintenance.TotalCollateral > initial.TotalCollateral);
        Assert.True(maintenance.MarginRequirement < initial.MarginRequirement);
    }

    // Balance × interest ÷ 10^(19 − decimals) of the recorded accounts, deposits down and borrows up; the loss is base × oracle price + quote of both positions. Computed
    // apart from this code.
    [Fact]
    public void Positions_OfTheRecordedSnapshot_AreItsBalancesWithInterestAndItsUnsettledLoss()
    {
        var answer = Reader.Ask(Owner, Snapshot().Accounts).Answer;
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                ("spot-0", PositionSide.Debt, 773_993_475UL), ("spot-4", PositionSide.Collateral, 13), ("spot-1", PositionSide.Collateral, 13), ("spot-3", PositionSide.Collateral, 2_679_895),
                ("perps", PositionSide.Pending, 0), ("perps", PositionSide.Debt, 49_507_601),
            ],
            answer.Positions.Select(position => (position.Key.Market[(Key.ToString().Length + 1)..], position.Key.Side, (ulong)position.Amount)));
        Assert.Equal((Usdc, (byte)6), (answer.Positions[5].Key.Asset, answer.Positions[5].Decimals));
    }

    [Fact]
    public void Margin_IsToldWhenItIsAskedFor()
    {
        var health = new DriftReader(Recorded.Mainnet, [0], margin: true).Ask(Owner, Snapshot().Accounts).Answer;
        Assert.Empty(health.Problems);
        var expected = Weigh(Snapshot().User, MarginKind.Maintenance);
        Assert.Equal([("total_collateral", expected.TotalCollateral), ("margin_requirement", expected.MarginRequirement)], health.Health.Select(figure => (figure.Name, figure.Value!.Value)));
    }

    [Fact]
    public void Oracle_ThatIsNotReadable_CostsTheMarginAndTheGainsAndTheTokensStay()
    {
        var accounts = Snapshot().Accounts.Where(account => account.Key != SolanaKey.Parse("35MbvS1Juz2wf7GsyHrkCw8yfKciRLxVpEhfZDZFrB4R"));
        var answer = new DriftReader(Recorded.Mainnet, [0], margin: true).Ask(Owner, accounts).Answer;
        Assert.Equal([(Key.ToString(), RejectionCode.Absent), ($"{Key}/perps", RejectionCode.Absent)], answer.Problems.Select(problem => (problem.Market, problem.Code)).Order());
        Assert.Empty(answer.Health);
        Assert.Equal(4, answer.Positions.Count);
    }

    [Theory]
    [InlineData("liquidation_2024-12-19", 2, 2)]
    [InlineData("liquidation_2024-12-20", 2, 0)]
    [InlineData("swift_failure_2025-06-24", 4, 2)]
    [InlineData("decode_user", 5, 2)]
    public void Users_AsRecorded_AreRead(string test, int spots, int perps)
    {
        Assert.Null(Parser.ParseUser(Recorded.Drift(test)["user"], out var user));
        Assert.True(user!.Spots.Count <= spots && user.Spots.Count >= 1 && user.Perps.Count <= perps);
    }

    [Fact]
    public void Funding_ThatIsOwed_AddsToTheLoss()
    {
        // 0.3 BTC long and one US dollar of funding per BTC (9 decimals of rate).
        var (user, accounts) = Snapshot();
        var btc = accounts.Single(account => account.Key == Markets.PerpKey(1));
        Assert.Equal(-49_507_601 - 300_000, Gain(btc.With(608, BitConverter.GetBytes(user.Perps[0].LastFunding + 1_000_000_000))));
        Assert.Equal(-49_507_601 + 300_000, Gain(btc.With(608, BitConverter.GetBytes(user.Perps[0].LastFunding - 1_000_000_000))));
    }

    [Fact]
    public void Gain_IsPendingAndALossIsADebt()
    {
        var flat = Account().With(424 + 8, new byte[8]).With(424 + 96 + 8, new byte[8]).With(424 + 96 + 16, new byte[8]);
        Assert.Equal(5_000_000, Gain(flat.With(424 + 16, BitConverter.GetBytes(5_000_000L))));
        Assert.Equal(-5_000_000, Gain(flat.With(424 + 16, BitConverter.GetBytes(-5_000_000L))));
        Assert.Equal(long.MinValue, Gain(flat.With(424 + 16, BitConverter.GetBytes(long.MinValue))));
    }

    [Fact]
    public void Position_InASettledMarket_IsWorthItsExpiryPriceWhateverTheOracleSays()
    {
        var recorded = Recorded.Drift("liquidation_2024-12-19");
        var owner = SolanaKey.Parse("7aRgpExKunwnC6gUFWG3MWNTH2fv8qmtXgkfV1M3wjGy");
        Assert.Equal(recorded["user"].Key, Markets.UserKey(owner, 0));
        var answer = Reader.Ask(owner, recorded.Values).Answer;
        Assert.Empty(answer.Problems);

        // One contract bought at 0.632632 in a market that ended at 0.000001.
        Assert.Equal(632631UL, (ulong)answer.Positions.Single(position => position.Key is { Side: PositionSide.Debt }).Amount);
    }

    [Fact]
    public void Account_InLiquidation_IsEncumberedWholly()
    {
        var answer = Reader.Ask(Owner, With(Account().With(4348, 1))).Answer;
        Assert.Equal(
            answer.Positions.Where(position => position.Key.Side == PositionSide.Collateral).Select(position => (position.Key.Market, position.Amount)),
            answer.Positions.Where(position => position.Key.Side == PositionSide.Encumbrance).Select(position => (position.Key.Market, position.Amount)));
    }

    [Fact]
    public void SubAccount_ThatIsNotThere_HoldsNothing() => Assert.Empty(Reader.Ask(Owner, []).Answer.Positions);

    [Fact]
    public void SubAccount_OfAnotherOwnerProgramOrForm_IsRefused()
    {
        AssertRefused(RejectionCode.WrongFeed, "belongs to", Account().With(8, 1));
        AssertRefused(RejectionCode.WrongEmitter, "Tokenkeg", Account() with { Owner = TokenData.Token });
        AssertRefused(RejectionCode.Malformed, "4375", Account() with { Data = Account().Data[..4375] });
        AssertRefused(RejectionCode.Malformed, "kind", Account().With(0, 1));
        AssertRefused(RejectionCode.Malformed, "type 2", Account().With(104 + 34, 2));
        AssertRefused(RejectionCode.Malformed, "twice", Account().With(104 + 40 + 32, 0));
        AssertRefused(RejectionCode.Malformed, "twice", Account().With(424 + 96 + 92, 1));
    }

    [Fact]
    public void Market_ThatCannotBeTrusted_CostsItsOwnPositionOnly()
    {
        var (_, accounts) = Snapshot();
        var btc = accounts.Single(account => account.Key == Markets.SpotKey(3));
        AssertProblem(RejectionCode.OutOfRange, "20 decimals", "spot-3", btc.With(680, 20));
        AssertProblem(RejectionCode.WrongFeed, "spot market 7", "spot-3", btc.With(684, 7));
        AssertProblem(RejectionCode.WrongEmitter, "Tokenkeg", "spot-3", btc with { Owner = TokenData.Token });
        var perp = accounts.Single(account => account.Key == Markets.PerpKey(1));
        AssertProblem(RejectionCode.WrongFeed, "perp market 9", "perps", perp.With(1160, 9));
        AssertProblem(RejectionCode.OutOfRange, "settled in spot market 5", "perps", perp.With(1166, 5));
        AssertProblem(RejectionCode.Malformed, "liquidity", "perps", Account().With(424 + 64, 1));
    }

    [Theory]
    [InlineData(12, 99_999_999L, 9_901UL, -8, 999_999L)]
    [InlineData(15, 99_999_999L, 9_901UL, -8, 1_000_000L)]
    [InlineData(15, 99_800_000L, 9_901UL, -8, 998_000L)]
    [InlineData(13, 12_345_678L, 1UL, -8, 123_456_780L)]
    [InlineData(14, 1_234L, 1UL, -10, 123_400L)]
    public void Price_IsInSixDecimalsAsDriftReadsIt(byte source, long price, ulong confidence, int exponent, long expected)
    {
        Assert.Null(Markets.ParsePrice(Oracle(price, confidence, exponent), source, out var read));
        Assert.Equal(expected, read);
    }

    [Fact]
    public void Price_ThatMakesNoSenseOrIsOfAnotherSource_IsRefused()
    {
        Assert.Equal(RejectionCode.OutOfRange, Markets.ParsePrice(Oracle(0, 1, -8), 12, out _)!.Code);
        Assert.Equal(RejectionCode.OutOfRange, Markets.ParsePrice(Oracle(1, 1, int.MinValue), 12, out _)!.Code);
        Assert.Equal(RejectionCode.OutOfRange, Markets.ParsePrice(Oracle(long.MaxValue, 1, 0), 12, out _)!.Code);
        Assert.Equal(RejectionCode.OutOfRange, Markets.ParsePrice(Oracle(1, 1, -2), 14, out _)!.Code);
        Assert.Equal(RejectionCode.Malformed, Markets.ParsePrice(Oracle(1, 1, -8), 11, out _)!.Code);
        Assert.Equal(RejectionCode.Malformed, Markets.ParsePrice(Recorded.Drift("liquidation_2024-12-19")["perp_market_oracle"], 6, out _)!.Code);
    }

    private static SolanaAccount Oracle(long price, ulong confidence, int exponent) =>
        Recorded.Drift("swift_failure_2025-06-24")["usdc_oracle_price"].With(8, BitConverter.GetBytes(price)).With(32, BitConverter.GetBytes(exponent)).With(40, BitConverter.GetBytes(confidence));

    private static SolanaAccount Account() => Snapshot().Accounts.Single(account => account.Key == Key);

    // The recorded test shows the account under another key than the one that follows from its authority.
    private static (DriftUser User, SolanaAccount[] Accounts) Snapshot()
    {
        var recorded = Recorded.Drift("swift_failure_2025-06-24");
        Assert.Null(Parser.ParseUser(recorded["user"], out var user));
        return (user!, [.. recorded.Where(pair => pair.Key != "user").Select(pair => pair.Value), recorded["user"] with { Key = Key }]);
    }

    private static SolanaAccount[] With(SolanaAccount changed) => [.. Snapshot().Accounts.Where(account => account.Key != changed.Key), changed];

    private static MarginFigures Weigh(DriftUser user, MarginKind kind)
    {
        var accounts = Snapshot().Accounts;
        var view = new SolanaView(accounts.ToDictionary(account => account.Key, account => (SolanaAccount?)account), new Dictionary<SolanaQuery, IReadOnlyList<SolanaKey>>());
        var figures = MarketBook.Read(view, [0, 1, 3, 4], [1, 24]).Weigh(user, kind, view, out var problem);
        Assert.Null(problem);
        return figures!;
    }

    // What is pending less what is owed; at most one of both is anything.
    private static Int128 Gain(SolanaAccount changed)
    {
        var lines = Reader.Ask(Owner, With(changed)).Answer.Positions.Where(position => position.Key.Market.EndsWith("perps", StringComparison.Ordinal)).ToDictionary(position => position.Key.Side, position => position.Amount);
        Assert.Equal(2, lines.Count);
        Assert.True(lines[PositionSide.Pending] == 0 || lines[PositionSide.Debt] == 0);
        return (Int128)lines[PositionSide.Pending] - (Int128)lines[PositionSide.Debt];
    }

    private static void AssertProblem(RejectionCode code, string named, string market, SolanaAccount changed)
    {
        var answer = Reader.Ask(Owner, With(changed)).Answer;
        var problem = Assert.Single(answer.Problems);
        Assert.Equal((code, $"{Key}/{market}"), (problem.Code, problem.Market));
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.InRange(answer.Positions.Count, 4, 5);
    }

    private static void AssertRefused(RejectionCode code, string named, SolanaAccount user)
    {
        var answer = Reader.Ask(Owner, With(user)).Answer;
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(answer.Positions);
    }
}
