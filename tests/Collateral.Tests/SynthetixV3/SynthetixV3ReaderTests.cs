using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.SynthetixV3;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.SynthetixV3;

public sealed class SynthetixV3ReaderTests
{
    private const string Account = "170141183460469231731687303715884105736";
    private const string UsdcVault = $"{Account}/1/0x833589fcd6edb6e08f4c7c32d4f71b54bda02913";
    private const string WethVault = $"{Account}/1/0x4200000000000000000000000000000000000006";

    private static readonly SynthetixV3Markets Markets = new(
        ChainId.Eip155(8453),
        EvmAddress.Parse("0x32C222A9A159782aFD7529c87FA34b96CA72C696"),
        EvmAddress.Parse("0x63f4Dd0434BEB5baeCD27F3778a909278d8cf5b8"),
        EvmAddress.Parse("0x09d51516F38980035153a554c26Df3C6f51a23C3"),
        [new(EvmAddress.Parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), 6), new(EvmAddress.Parse("0x4200000000000000000000000000000000000006"), 18)],
        [1]);

    private static readonly SynthetixV3Reader Reader = new(Markets);
    private static readonly Conversation Recorded = Conversation.Load("synthetix-v3");

    /// <summary>18 decimals inside whatever the token has; what is assigned or locked, whichever is more, is encumbered; negative debt is pending.</summary>
    [Fact]
    public void Account_IsStatedExactly()
    {
        var answer = Recorded.Hold(Reader);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                $"{Account} 000006 Collateral 2000000000000000000",
                $"{Account} 000006 Encumbrance 1750000000000000000",
                $"{Account} a02913 Collateral 1234567890",
                $"{Account} a02913 Encumbrance 1000000000",
                $"{WethVault} 1a23c3 Debt 0",
                $"{WethVault} 1a23c3 Pending 3000000000000000000",
                $"{UsdcVault} 1a23c3 Debt 55500000000000000001",
                $"{UsdcVault} 1a23c3 Pending 0",
            ],
            Lines.Of(answer));
        Assert.Equal(UInt128.Parse("1234567890123456789012", System.Globalization.CultureInfo.InvariantCulture), answer.Positions.Single(position => position.Key.Asset.Reference.EndsWith("a02913", StringComparison.Ordinal) && position.Key.Side == PositionSide.Collateral).Shares);
    }

    [Fact]
    public void OwnerWithoutAccounts_HasNone()
    {
        var answer = Recorded.With(Reader, "balanceOf", new AbiWriter().UInt(0).ToArray());
        Assert.Empty(answer.Positions);
        Assert.Empty(answer.Problems);
    }

    [Fact]
    public void MoreAccountsThanAreRead_AreAProblem() =>
        Assert.Equal([" Oversized"], Lines.Problems(Recorded.With(Reader, "balanceOf", new AbiWriter().UInt(17).ToArray())));

    [Fact]
    public void AccountOfAnotherOwner_IsAProblemAndNoPosition()
    {
        var answer = Recorded.With(Reader, "getAccountOwner", new AbiWriter().Address(FakeAnswers.Other).ToArray());
        Assert.Equal([$"{Account} WrongFeed"], Lines.Problems(answer));
        Assert.Empty(answer.Positions);
    }

    [Fact]
    public void TheSameAccountTwice_IsAProblem_AndIsCountedOnce()
    {
        var answer = Recorded.With(Reader, "balanceOf", new AbiWriter().UInt(2).ToArray());
        Assert.Equal([" Malformed"], Lines.Problems(answer));
        Assert.Equal(8, answer.Positions.Count);
    }

    /// <summary>The debt is not known, the collateral is; it stays encumbered as the account says.</summary>
    [Theory]
    [InlineData(null, RejectionCode.CallFailed)]
    [InlineData("", RejectionCode.Malformed)]
    [InlineData("huge", RejectionCode.OutOfRange)]
    public void DebtThatCannotBeRead_IsAProblemAndNotZero(string? returns, RejectionCode code)
    {
        // 2^255 is the most negative debt there is; 2^256 - 1 would be a debt of minus one.
        var data = returns switch { null => null, "" => [], _ => new AbiWriter().Bytes32(Hash256.Parse("8" + new string('0', 63))).ToArray() };
        var answer = Recorded.With(Reader, "getPositionDebt", data);
        Assert.Equal([$"{UsdcVault} {code}", $"{WethVault} {code}"], Lines.Problems(answer));
        Assert.Equal(4, answer.Positions.Count);
        Assert.Null(Lines.Amount(answer, UsdcVault, PositionSide.Debt));
    }

    [Theory]
    [InlineData("balanceOf")]
    [InlineData("tokenOfOwnerByIndex")]
    [InlineData("getAccountOwner")]
    [InlineData("getAccountCollateral")]
    [InlineData("getPositionCollateral")]
    public void CallThatRevertsReturnsNothingOrTooMuch_IsAProblem(string function)
    {
        Assert.All<byte[]?>([null, [], Lines.Huge, [.. Lines.Huge, .. Lines.Huge, .. Lines.Huge]], data =>
        {
            var answer = Recorded.With(Reader, function, data);
            Assert.NotEmpty(answer.Problems);
            Assert.True(function == "getPositionCollateral" || answer.Positions.All(position => position.Key.Side is PositionSide.Debt or PositionSide.Pending));
        });
    }

    [Fact]
    public void DecimalsThatAreNotTheConfiguredOnes_TakeThatTokenOut()
    {
        var answer = Recorded.With(Reader, "decimals", new AbiWriter().UInt(8).ToArray(), nth: 0);
        Assert.Equal([" WrongFeed"], Lines.Problems(answer));
        Assert.Equal(6, answer.Positions.Count);
    }

    [Fact]
    public void CollateralAssignedToPoolsThatAreNotRead_IsAProblem() =>
        Assert.Equal([$"{Account} Absent"], Lines.Problems(Recorded.With(Reader, "getPositionCollateral", new AbiWriter().UInt(1).ToArray(), nth: 0)));

    [Fact]
    public void Selectors_AreThoseOfThePublishedAbi() => Abi.AssertHolds(
        "synthetix-v3",
        ("getAccountOwner", SynthetixV3Layout.GetAccountOwner),
        ("getAccountCollateral", SynthetixV3Layout.GetAccountCollateral),
        ("getPositionCollateral", SynthetixV3Layout.GetPositionCollateral));

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor() => Damage.Run(20_264_001, mutator => Lines.AssertUsable(Recorded.Damaged(Reader, mutator)));

    [Fact]
    public void Markets_OfTheFile_AreRead_AndBrokenRulesAreNamed()
    {
        var problems = new List<string>();
        var read = Assert.Single(SynthetixV3Markets.Parse(Json.Of(Sound), problems));
        Assert.Empty(problems);
        Assert.Equal((Markets.Core, (UInt128)1), (read.Core, read.Pools.Single()));
        _ = SynthetixV3Markets.Parse(Json.Of(Sound.Replace("\"1\"", "\"one\"", StringComparison.Ordinal)), problems);
        Assert.Equal("synthetix-v3[0]: pools: there must be at least one, by its id above zero as text", Assert.Single(problems));
        Assert.Throws<ArgumentException>(() => new SynthetixV3Reader(Markets with { Pools = [1, 1] }));
    }

    private const string Sound = """
        [{ "chain": "eip155:8453", "core": "0x32C222A9A159782aFD7529c87FA34b96CA72C696", "accounts": "0x63f4Dd0434BEB5baeCD27F3778a909278d8cf5b8",
           "usd": "0x09d51516F38980035153a554c26Df3C6f51a23C3", "pools": ["1"], "collaterals": [{ "token": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "decimals": 6 }] }]
        """;
}
