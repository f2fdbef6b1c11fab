using System.Numerics;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.AaveV3;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.AaveV3;

public sealed class AaveV3ReaderTests
{
    private static readonly EvmAddress Pool = FakeContracts.Address(1);
    private static readonly EvmAddress Provider = FakeContracts.Address(2);
    private static readonly AaveReserve Weth = new("WETH", FakeContracts.Address(3), 18, FakeContracts.Address(4), FakeContracts.Address(5));
    private static readonly AaveV3Markets Markets = new(FakeAnswers.Chain, "aave-v3", Pool, Provider, AaveStableDebt.None, 8, [Weth]);
    private static readonly AaveV3Reader Reader = new(Markets);
    private static readonly UInt128 Ray = AaveV3Math.Ray;

    [Fact]
    public void HealthFactor_OfTheRecordedAccount_IsExactInTheNewerRounding_AndNotInTheOlder()
    {
        var recorded = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "protocols", "lending", "recorded", "aave-v3-user-account-data-base.json")))!["raw"]!;
        BigInteger Value(string name) => BigInteger.Parse((string)recorded[name]!, System.Globalization.CultureInfo.InvariantCulture);
        var (collateral, threshold, debt) = (Value("totalCollateralBase"), Value("currentLiquidationThreshold"), Value("totalDebtBase"));
        Assert.Equal(Value("healthFactor"), AaveV3Math.HealthFactorDown(collateral * threshold, debt));
        Assert.Equal(BigInteger.Parse("12453999785194130929", System.Globalization.CultureInfo.InvariantCulture), AaveV3Math.HealthFactorHalfUp(collateral, threshold, debt));
        Assert.Equal(Value("availableBorrowsBase"), (collateral * Value("ltv") / 10_000) - debt);

        var account = Sound().Returns(Pool, "getUserAccountData(address)", Words(collateral, debt, Value("availableBorrowsBase"), threshold, Value("ltv"), Value("healthFactor"))).Read(Reader);
        Assert.Empty(account.Problems);
        Assert.Equal((Int128)Value("healthFactor"), Figure(account, "healthFactor"));
    }

    [Fact]
    public void HealthFactor_InTheOlderRounding_IsAcceptedToo() =>
        Assert.Empty(Sound().Returns(Pool, "getUserAccountData(address)", Words(3000602397, 199975914, 0, 8300, 8000, 12453999785194130929)).Read(Reader).Problems);

    [Theory]
    [InlineData(12453999782743835839)]
    [InlineData(12455600000000000000)]
    [InlineData(0)]
    public void HealthFactor_ThatDoesNotFollowFromTheOtherFigures_IsAProblem(ulong factor)
    {
        var answer = Sound().Returns(Pool, "getUserAccountData(address)", Words(3000602397, 199975914, 0, 8300, 8000, factor)).Read(Reader);
        Assert.Equal((RejectionCode.Malformed, "aave-v3", Pool.ToString()), (Assert.Single(answer.Problems).Code, answer.Problems[0].Source, answer.Problems[0].Market));
        Assert.DoesNotContain(answer.Health, figure => figure.Name == "healthFactor");
        Assert.Equal(2, answer.Positions.Count);
    }

    [Fact]
    public void HealthFactor_WithoutDebt_IsUnbounded_AndOnlyThen()
    {
        Assert.Null(Figure(Sound().Read(Reader), "healthFactor"));
        Assert.NotEmpty(Sound().Returns(Pool, "getUserAccountData(address)", Words(5, 1, 0, 8300, 8000, (BigInteger.One << 256) - 1)).Read(Reader).Problems);
        Assert.NotEmpty(Sound().Returns(Pool, "getUserAccountData(address)", Words(5, 0, 0, 8300, 8000, 5)).Read(Reader).Problems);
    }

    [Fact]
    public void HealthFactor_OfNextToNoDebt_IsHeldAsTheLargestNumber()
    {
        var collateral = BigInteger.Pow(10, 28);
        var answer = Sound().Returns(Pool, "getUserAccountData(address)", Words(collateral, 1, 0, 8000, 8000, collateral * 8000 * BigInteger.Pow(10, 14))).Read(Reader);
        Assert.Equal(Int128.MaxValue, Figure(answer, "healthFactor"));
    }

    [Fact]
    public void Amounts_RoundAgainstTheOwner()
    {
        var answer = Sound().Returns(Weth.AToken, "scaledBalanceOf(address)", Word(3)).Returns(Provider, "getUserReserveData(address,address)", UserReserve(0, 3))
            .Returns(Pool, "getReserveNormalizedIncome(address)", Word(Ray + (Ray / 2))).Returns(Pool, "getReserveNormalizedVariableDebt(address)", Word(Ray + (Ray / 2))).Read(Reader);
        Assert.Equal([(PositionSide.Collateral, (UInt128)4), (PositionSide.Debt, (UInt128)5)], answer.Positions.Select(position => (position.Key.Side, position.Amount)));
    }

    [Fact]
    public void StableDebt_WhereThereShouldBeNone_IsAProblem_AndWhereItIsCountedAPositionOfItsOwn()
    {
        var answers = Sound().Returns(Provider, "getUserReserveData(address,address)", UserReserve(7, 3));
        var problem = Assert.Single(answers.Read(Reader).Problems);
        Assert.Equal((RejectionCode.WrongFeed, "stable debt of WETH is 7, configured is that there is none"), (problem.Code, problem.Detail));

        var counting = new AaveV3Reader(Markets with { StableDebt = AaveStableDebt.Counted });
        Assert.Empty(counting.Watches);
        var position = Assert.Single(answers.Read(counting).Positions, position => position.Key.Market == $"{Pool}/stable");
        Assert.Equal((PositionSide.Debt, (UInt128)7), (position.Key.Side, position.Amount));
    }

    [Theory]
    [InlineData("getReserveTokensAddresses(address)")]
    [InlineData("decimals()")]
    public void Reserve_ThatIsAnother_IsAProblemAndNoPosition(string signature)
    {
        var answers = signature == "decimals()"
            ? Sound().Returns(Weth.Asset, signature, Word(8))
            : Sound().Returns(Provider, signature, new AbiWriter().Address(Weth.DebtToken).Address(default).Address(Weth.AToken));
        var answer = answers.Read(Reader);
        Assert.Empty(answer.Positions);
        Assert.Equal(RejectionCode.WrongFeed, Assert.Single(answer.Problems).Code);
    }

    [Fact]
    public void Index_BelowOne_IsAProblem()
    {
        var answer = Sound().Returns(Pool, "getReserveNormalizedIncome(address)", Word(Ray - 1)).Read(Reader);
        Assert.Equal(RejectionCode.OutOfRange, Assert.Single(answer.Problems).Code);
        Assert.Equal(PositionSide.Debt, Assert.Single(answer.Positions).Key.Side);
    }

    [Fact]
    public void CollateralFlag_IsToldOfWhatIsSupplied()
    {
        Assert.Equal(1, Figure(Sound().Returns(Weth.AToken, "scaledBalanceOf(address)", Word(3)).Read(Reader), "collateral:WETH"));
        Assert.DoesNotContain(Sound().Read(Reader).Health, figure => figure.Name == "collateral:WETH");
    }

    [Fact]
    public void Watches_AreEveryTransferOfBothTokensAndTheAccountsOwnSettings()
    {
        Assert.Equal(CreditRule.BlockNet, Reader.Rule);
        Assert.Equal(
            [(Weth.AToken, "1,2"), (Weth.DebtToken, "1,2"), (Pool, "2"), (Pool, "2"), (Pool, "1")],
            Reader.Watches.Select(watch => (watch.Contract, string.Join(',', watch.OwnerTopics))));
    }

    [Fact]
    public void Markets_ThatBreakARule_AreRefused()
    {
        Assert.Empty((Markets with { Source = "aave-v3-lido" }).Problems());
        Assert.NotEmpty((Markets with { Source = "aave-v3-" }).Problems());
        Assert.NotEmpty((Markets with { Source = "spark" }).Problems());
        Assert.NotEmpty((Markets with { Source = "aave-v3-very-long" }).Problems());
        Assert.NotEmpty((Markets with { Pool = default }).Problems());
        Assert.NotEmpty((Markets with { Reserves = [Weth, Weth] }).Problems());
        Assert.NotEmpty((Markets with { Reserves = [Weth with { DebtToken = Weth.AToken }] }).Problems());
        Assert.NotEmpty((Markets with { Reserves = [Weth with { Symbol = "W ETH" }] }).Problems());
        Assert.Throws<ArgumentException>(() => new AaveV3Reader(Markets with { Reserves = [] }));
    }

    private static FakeAnswers Sound() => new FakeAnswers()
        .Returns(Pool, "getUserAccountData(address)", Words(0, 0, 0, 0, 0, (BigInteger.One << 256) - 1))
        .Returns(Pool, "getUserEMode(address)", Word(0))
        .Returns(Provider, "getReserveTokensAddresses(address)", new AbiWriter().Address(Weth.AToken).Address(default).Address(Weth.DebtToken))
        .Returns(Weth.Asset, "decimals()", Word(18))
        .Returns(Weth.AToken, "scaledBalanceOf(address)", Word(0))
        .Returns(Pool, "getReserveNormalizedIncome(address)", Word(Ray))
        .Returns(Pool, "getReserveNormalizedVariableDebt(address)", Word(Ray))
        .Returns(Provider, "getUserReserveData(address,address)", UserReserve(0, 0));

    private static AbiWriter UserReserve(UInt128 stable, UInt128 scaled) =>
        new AbiWriter().UInt(0).UInt(stable).UInt(0).UInt(0).UInt(scaled).UInt(0).UInt(0).UInt(0).Bool(true);

    private static AbiWriter Word(UInt128 value) => new AbiWriter().UInt(value);

    private static byte[] Words(params BigInteger[] values) => [.. values.SelectMany(value =>
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new byte[32 - bytes.Length].Concat(bytes);
    })];

    private static Int128? Figure(ProtocolAnswer answer, string name) => Assert.Single(answer.Health, figure => figure.Name == name).Value;
}
