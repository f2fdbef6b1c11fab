using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Collateral.Tests.Erc4626;

public sealed class Erc4626ReaderTests
{
    private static readonly EvmAddress Share = FakeContracts.Address(3);
    private static readonly EvmAddress Usdc = FakeContracts.Address(1);
    private static readonly Erc4626Vault Vault = new(Share, 18, Usdc, 6);
    private static readonly Erc4626Reader Reader = new(new(FakeAnswers.Chain, Erc4626Redemption.Immediate, [Vault]));
    private static readonly Erc4626Reader Queued = new(new(FakeAnswers.Chain, Erc4626Redemption.Queued, [Vault]));

    private static readonly UInt128 Unit = Erc4626Parser.IndexShares(Vault);

    [Fact]
    public void Shares_ArePositionInTheVaultsAssetWithItsDecimals()
    {
        var answer = Sound(1_050_000u, 1_050_000u).Read(Reader);
        Assert.Empty(answer.Problems);
        var position = Assert.Single(answer.Positions);
        Assert.Equal(("erc4626", Share.ToString(), $"eip155:1/erc20:{Usdc}", (byte)6), (position.Key.Source, position.Key.Market, position.Key.Asset.ToString(), position.Decimals));
        Assert.Equal(((UInt128)2_000_000_000_000_000_000, (UInt128)2_100_000), (position.Shares, position.Amount));
    }

    [Theory]
    [InlineData(1_050_000, 1_040_000, 2_080_000)]
    [InlineData(1_040_000, 1_050_000, 2_080_000)]
    public void Index_IsTheLowerOfTheIdealAndOfWhatIsLeftAfterFees(uint convert, uint preview, uint amount) =>
        Assert.Equal((UInt128)amount, Assert.Single(Sound(convert, preview).Read(Reader).Positions).Amount);

    /// <summary>For a vault that converts as EIP-4626 prescribes, in one proportion rounded down, whatever the totals.</summary>
    [Fact]
    public void Amount_NeverExceedsWhatTheVaultItselfWouldSay() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Four().ToArbitrary(),
            given =>
            {
                var (assets, supply, shares, scale) = ((UInt128)(uint)given.Item1, (UInt128)(uint)given.Item2, (UInt128)(uint)given.Item3 * 1_000_000_000, given.Item4);
                UInt128 factor = (scale % 3) switch { 0 => 1, 1 => 1_000_000, _ => 1_000_000_000_000 };
                System.Numerics.BigInteger Convert(UInt128 of) => (System.Numerics.BigInteger)of * ((assets * factor) + 1) / (supply + 1_000);
                var told = Convert(Unit);
                if (told > UInt128.MaxValue) return true;
                return !Erc4626Parser.TryParseIndex(Vault, Returned((UInt128)told), Returned((UInt128)told), out var index, out _)
                    || !index.TryToAmount(shares, Rounding.Down, out var amount)
                    || (amount <= Convert(shares) && amount + 1 + (shares / Unit) >= Convert(shares));
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("asset()")]
    [InlineData("decimals()")]
    [InlineData("balanceOf(address)")]
    [InlineData("convertToAssets(uint256)")]
    [InlineData("previewRedeem(uint256)")]
    public void Vault_ThatDoesNotAnswerAsItMust_IsAProblemAndNoPosition(string signature)
    {
        AssertProblem(RejectionCode.CallFailed, Sound().Fails(Share, signature));
        AssertProblem(RejectionCode.Malformed, Sound().Returns(Share, signature, []));
        AssertProblem(signature is "asset()" or "decimals()" ? RejectionCode.Malformed : RejectionCode.OutOfRange, Sound().Returns(Share, signature, new AbiWriter().Bytes32(Hash256.Parse(new('f', 64)))));
    }

    [Fact]
    public void Vault_OfAnotherAsset_IsAProblemAndNoPosition() =>
        AssertProblem(RejectionCode.WrongFeed, Sound().Returns(Share, "asset()", new AbiWriter().Address(FakeContracts.Address(7))));

    [Fact]
    public void Decimals_OfShareOrAsset_ThatAreNotTheConfiguredOnes_AreAProblem()
    {
        AssertProblem(RejectionCode.WrongFeed, Sound().Returns(Share, "decimals()", new AbiWriter().UInt(6)));
        AssertProblem(RejectionCode.WrongFeed, Sound().Returns(Usdc, "decimals()", new AbiWriter().UInt(18)));
    }

    [Fact]
    public void Index_AtWhichTheAmountDoesNotFit_IsAProblem() => AssertProblem(
        RejectionCode.OutOfRange,
        Sound().Returns(Share, "convertToAssets(uint256)", Word(UInt128.MaxValue)).Returns(Share, "previewRedeem(uint256)", Word(UInt128.MaxValue)).Returns(Share, "balanceOf(address)", Word(Unit * 100)));

    [Fact]
    public void Transfer_OfShares_IsAChangeOfThePositionInTheAsset()
    {
        Assert.Equal(CreditRule.TransactionNet, Reader.Rule);
        var changes = Reader.ChangesOf(FakeAnswers.Log(Share, Erc20Layout.Transfer, [FakeAnswers.Owner, FakeAnswers.Other], new AbiWriter().UInt(9)));
        var key = Assert.Single(Sound().Read(Reader).Positions).Key;
        Assert.All(changes, change => Assert.Equal((key.Market, key.Asset, key.Side), (change.Market, change.Asset, change.Side)));
        Assert.Equal([(FakeAnswers.Owner, -9), (FakeAnswers.Other, (Int128)9)], changes.Select(change => (change.Owner, change.Delta)));
        Assert.Equal([1, 2], Assert.Single(Reader.Watches).OwnerTopics);
    }

    [Fact]
    public void QueuedRedemptions_ArePending_AndTheirVaultsAreReadInEveryBlock()
    {
        var answer = Sound(1_050_000, preview: null)
            .Returns(Share, "pendingRedeemRequest(uint256,address)", Word(3_000_000_000_000_000_000))
            .Returns(Share, "claimableRedeemRequest(uint256,address)", Word(1_000_000_000_000_000_000))
            .Read(Queued);
        Assert.Empty(answer.Problems);
        Assert.Equal([(PositionSide.Collateral, (UInt128)2_100_000), (PositionSide.Pending, 4_200_000)], answer.Positions.Select(position => (position.Key.Side, position.Amount)));
        Assert.Equal((CreditRule.BlockNet, "erc7540"), (Queued.Rule, Queued.Source));
        Assert.Empty(Queued.Watches);
        Assert.Empty(Queued.ChangesOf(FakeAnswers.Log(Share, Erc20Layout.Transfer, [FakeAnswers.Owner, FakeAnswers.Other], new AbiWriter().UInt(9))));
    }

    [Fact]
    public void QueueThatCannotBeRead_CostsOnlyThePendingLine()
    {
        var answer = Sound(1_050_000, preview: null).Returns(Share, "pendingRedeemRequest(uint256,address)", Word(3)).Read(Queued);
        Assert.Equal(PositionSide.Collateral, Assert.Single(answer.Positions).Key.Side);
        Assert.Equal((RejectionCode.CallFailed, Share.ToString()), (Assert.Single(answer.Problems).Code, answer.Problems[0].Market));
        var huge = Sound(1_050_000, preview: null).Returns(Share, "pendingRedeemRequest(uint256,address)", Word(UInt128.MaxValue)).Returns(Share, "claimableRedeemRequest(uint256,address)", Word(1)).Read(Queued);
        Assert.Equal(RejectionCode.OutOfRange, Assert.Single(huge.Problems).Code);
    }

    [Theory]
    [InlineData(0, "1000000000000000000")]
    [InlineData(20, "100000000000000000000000000000000000000")]
    [InlineData(24, "100000000000000000000000000000000000000")]
    [InlineData(38, "100000000000000000000000000000000000000")]
    public void Index_IsAskedForAsManySharesAs127BitsHold(byte decimals, string shares) =>
        Assert.Equal(shares, Erc4626Parser.IndexShares(Vault with { Decimals = decimals }).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Markets_ThatBreakARule_AreRefused() => Assert.Equal(
        [$"vaults: {Share} has asset {Share}", $"vaults: {Share} has 39 decimals, at most 38", $"vaults: the asset of {Share} has 39 decimals, at most 38"],
        new Erc4626Markets(FakeAnswers.Chain, Erc4626Redemption.Immediate, [new(Share, 39, Share, 39)]).Problems());

    private static FakeAnswers Sound(uint convert = 1_050_000, uint? preview = 1_050_000)
    {
        // Of one share; the index is asked for 10^18 of them.
        var answers = new FakeAnswers()
            .Returns(Share, "asset()", new AbiWriter().Address(Usdc))
            .Returns(Share, "decimals()", Word(18))
            .Returns(Usdc, "decimals()", Word(6))
            .Returns(Share, "balanceOf(address)", Word(2_000_000_000_000_000_000))
            .Returns(Share, "convertToAssets(uint256)", Word((UInt128)convert * 1_000_000_000_000_000_000));
        return preview is null ? answers : answers.Returns(Share, "previewRedeem(uint256)", Word((UInt128)preview * 1_000_000_000_000_000_000));
    }

    private static void AssertProblem(RejectionCode code, FakeAnswers answers)
    {
        var answer = answers.Read(Reader);
        Assert.Empty(answer.Positions);
        Assert.Equal((code, "erc4626", Share.ToString()), (Assert.Single(answer.Problems).Code, answer.Problems[0].Source, answer.Problems[0].Market));
    }

    private static AbiWriter Word(UInt128 value) => new AbiWriter().UInt(value);

    private static Chains.Evm.CallOutcome Returned(UInt128 value) => new Chains.Evm.CallOutcome.Returned(FakeContracts.Word(value));
}
