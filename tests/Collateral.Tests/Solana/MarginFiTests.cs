using CrossChainOracle.Collateral.MarginFi;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Solana;

public sealed class MarginFiTests
{
    private static readonly SolanaAccount Sample = Recorded.Account("marginfi", "marginfi_account_sample_1");
    private static readonly SolanaAccount JitoBank = Recorded.Account("marginfi", "bank_sample_1");
    private static readonly SolanaAccount UsdtBank = Recorded.Account("marginfi", "bank_sample_3");
    private static readonly SolanaKey Owner = SolanaKey.Parse("Dq7wypbedtaqQK9QqEFvfrxc4ppfRGXCeTVd7ee7n2jw");

    private static readonly MarginFiReader Reader = new(Recorded.Mainnet, [Sample.Key]);

    // Expected: shares × share value of the recorded mainnet accounts as exact fractions, computed apart from this code.
    [Fact]
    public void Account_AsRecordedOnMainnet_HoldsAndOwesItsSharesAtTheBanksValues()
    {
        var answer = Reader.Ask(Owner, [Sample, JitoBank, UsdtBank]).Answer;
        var staked = answer.Positions.Single(position => position.Key.Market == $"{Sample.Key}/{JitoBank.Key}");
        Assert.Equal(($"{Recorded.Mainnet}/token:J1toso1uCk3RLmjorhTtrVwY9HJ7X8V9yYac6Y7kGCPn", PositionSide.Collateral, 738_280_152UL, (byte)9), (staked.Key.Asset.ToString(), staked.Key.Side, (ulong)staked.Amount, staked.Decimals));
        var debt = answer.Positions.Single(position => position.Key.Side == PositionSide.Debt);
        Assert.Equal(($"{Recorded.Mainnet}/token:Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", 679_254_161UL, (byte)6), (debt.Key.Asset.ToString(), (ulong)debt.Amount, debt.Decimals));

        // Five of its seven banks were not recorded: what is not known is not zero.
        Assert.Equal(5, answer.Problems.Count(problem => problem.Code == RejectionCode.Absent));
        Assert.DoesNotContain(answer.Positions, position => answer.Problems.Any(problem => problem.Market == position.Key.Market));
    }

    [Theory]
    [InlineData("marginfi_account_sample_1", 7)]
    [InlineData("marginfi_account_sample_3", 0)]
    [InlineData("gappy_user3", 3)]
    [InlineData("gappy_user4", 3)]
    public void Accounts_AsRecorded_AreRead(string name, int balances)
    {
        var account = Recorded.Account("marginfi", name);
        Assert.Null(Parser.ParseAccount(account, account.Owner, out var parsed));
        Assert.Equal(balances, parsed!.Balances.Count);
    }

    [Theory]
    [InlineData("bank_sample_1", "J1toso1uCk3RLmjorhTtrVwY9HJ7X8V9yYac6Y7kGCPn", 9)]
    [InlineData("bank_sample_2", "METADDFL6wWMWEoKTFJwcThTbUmtarRJZjRpzUvkxhr", 9)]
    [InlineData("bank_sample_3", "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", 6)]
    [InlineData("bank_pyusd_230822", "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", 6)]
    [InlineData("bonk_bank", "DezXAZ8z7PnrnRJjz3wXBoRgixCa6xjnB7YaB1pPB263", 5)]
    [InlineData("cloud_bank", "CLoUDKc4Ane7HeQcPpE3YHnznRxhMimJ4MyaUqyHFzAu", 9)]
    [InlineData("pyusd_bank", "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", 6)]
    [InlineData("pre_migration_bank1", "6NZcrReTT3pMQj7cf9DHsucJa7Nn5UAuKgV9MR3zhSoE", 9)]
    public void Banks_AsRecorded_AreReadWithShareValuesOfAtLeastOne(string name, string mint, int decimals)
    {
        var account = Recorded.Account("marginfi", name);
        Assert.Null(Parser.ParseBank(account, account.Owner, out var bank));
        Assert.Equal((mint, decimals), (bank!.Mint.ToString(), bank.Decimals));
        Assert.True(bank.AssetValue >= Layout.One && bank.LiabilityValue >= bank.AssetValue);
    }

    [Fact]
    public void Owner_WhoseAccountIsNotThere_HasNothingAndThatIsNoProblem()
    {
        foreach (SolanaAccount[] accounts in new SolanaAccount[][] { [], [new(Sample.Key, default, 5, false, default)] })
        {
            var done = Reader.Ask(Owner, accounts);
            Assert.Empty(done.Answer.Problems);
            Assert.Empty(done.Answer.Positions);
            Assert.Equal(Sample.Key, Assert.Single(done.Holdings).Account);
        }
    }

    [Fact]
    public void Account_ThatTheEndpointsList_IsRead()
    {
        var query = new SolanaQuery.ProgramAccounts(Sample.Owner, 2312, 40, Owner);
        var done = new MarginFiReader(Recorded.Mainnet).Ask(Owner, [Sample, JitoBank, UsdtBank], new Dictionary<SolanaQuery, IReadOnlyList<SolanaKey>> { [query] = [Sample.Key] });
        Assert.Equal(2, done.Answer.Positions.Count(position => position.Shares > 0));
    }

    [Fact]
    public void Account_ThatIsNotTheOwnersOrNotOne_IsRefused()
    {
        AssertRefused(RejectionCode.WrongFeed, Owner.ToString(), Reader.Ask(JitoBank.Key, [Sample]));
        AssertRefused(RejectionCode.WrongEmitter, "Tokenkeg", Reader.Ask(Owner, [Sample with { Owner = TokenData.Token }]));
        AssertRefused(RejectionCode.Malformed, "2311", Reader.Ask(Owner, [Sample with { Data = Sample.Data[..2311] }]));
        AssertRefused(RejectionCode.Malformed, "8e31a6f2324261bc", Reader.Ask(Owner, [Sample.With(0, JitoBank.Data[..8].ToArray())]));
        AssertRefused(RejectionCode.OutOfRange, "shares -", Reader.Ask(Owner, [Sample.With(72 + 40 + 15, 0x80)]));
        AssertRefused(RejectionCode.Malformed, "twice", Reader.Ask(Owner, [Sample.With(72 + 104 + 1, Sample.Data.Slice(73, 32).ToArray())]));
    }

    [Fact]
    public void Bank_ThatCannotBeTrusted_CostsItsOwnPositionOnly()
    {
        AssertProblem(RejectionCode.OutOfRange, "200 decimals", JitoBank.With(40, 200));
        AssertProblem(RejectionCode.OutOfRange, "share values -", JitoBank.With(95, 0x80));
        AssertProblem(RejectionCode.Malformed, "tag 3", JitoBank.With(785, 3));
        AssertProblem(RejectionCode.WrongFeed, "group", JitoBank.With(41, 1));
        AssertProblem(RejectionCode.WrongEmitter, "Tokenkeg", JitoBank with { Owner = TokenData.Token });
        AssertProblem(RejectionCode.OutOfRange, "128 bits", JitoBank.With(88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), Sample.With(72 + (3 * 104) + 40 + 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f));
    }

    [Fact]
    public void Account_ThatIsDisabled_IsEncumberedWholly()
    {
        var answer = Reader.Ask(Owner, [Sample.With(1800, 1), JitoBank, UsdtBank]).Answer;
        var bound = answer.Positions.Single(position => position.Key.Side == PositionSide.Encumbrance && position.Shares > 0);
        Assert.Equal(738_280_152UL, (ulong)bound.Amount);
    }

    [Fact]
    public void Health_IsGivenOnlyWhenTheProgramVouchesForIt()
    {
        Assert.Empty(Reader.Ask(Owner, [Sample, JitoBank, UsdtBank]).Answer.Health);
        var pulsed = Sample.With(1840 + 32 + 6, 2).With(1840 + 48 + 5, 0x80).With(1840 + 96, 1).With(1840 + 104, 7);
        var health = Reader.Ask(Owner, [pulsed, JitoBank, UsdtBank]).Answer.Health;
        Assert.Equal([("asset_value_maint", (Int128)2_000_000_000_000_000_000), ("liability_value_maint", 500_000_000_000_000_000), ("health_cache_timestamp", 1)], health.Select(figure => (figure.Name, figure.Value!.Value)));
    }

    private static void AssertProblem(RejectionCode code, string named, SolanaAccount bank, SolanaAccount? account = null)
    {
        var answer = Reader.Ask(Owner, [account ?? Sample, bank, UsdtBank]).Answer;
        var problem = Assert.Single(answer.Problems, problem => problem.Market.EndsWith(JitoBank.Key.ToString(), StringComparison.Ordinal));
        Assert.Equal(code, problem.Code);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Contains(answer.Positions, position => position.Key.Side == PositionSide.Debt);
    }

    private static void AssertRefused(RejectionCode code, string named, SolanaStep.Done done)
    {
        var problem = Assert.Single(done.Answer.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(done.Answer.Positions);
    }
}
