using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Collateral.Tests.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Protobuf;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Collateral.Tests.CosmosBank;

public class BankReaderTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_127;
    private const string Usdc = "ibc/D189335C6E4A68B513C10AB227BF1C1D38C746766278BA3EEB4FB14124F1D858";

    private static readonly ChainId Chain = ChainId.Parse("cosmos:osmosis-1");
    private static readonly byte[] Address = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
    private static readonly string Owner = Bech32.Encode("osmo", Address);
    private static readonly byte[] Operator = [.. Enumerable.Range(50, 20).Select(i => (byte)i)];
    private static readonly string Validator = Bech32.Encode("osmovaloper", Operator);
    private static readonly BankDenom Osmo = new("uosmo", AssetId.Native(Chain, 118), 6);
    private static readonly BankDenom Axl = new(Usdc, AssetId.Parse($"{Chain}/ibc:{Usdc[4..]}"), 6, "transfer/channel-208/uusdc");
    private static readonly BankMarkets Markets = new(Chain, "osmo", [Osmo, Axl], "uosmo", [Validator]);

    [Fact]
    public void Step_ReadsBalancesAndUnbonding_AndWhatIsNotThereIsZero()
    {
        var kept = new Kept()
            .Put("bank", [2, 20, .. Address, .. "uosmo"u8], "1234567"u8.ToArray())
            .Put("staking", [0x32, 20, .. Address, 20, .. Operator], Unbonding(Owner, Validator, ("40", 1_800_000_000), ("2", 1_800_000_500)));
        var answer = kept.Read(new BankReader(Markets), Owner);
        Assert.Equal([$"|{Usdc[4..]}|Collateral|0", "|118|Collateral|1234567", $"{Validator}|118|Pending|42"], Kept.Lines(answer));
        Assert.Equal(new HealthFigure("unbondingUntil", 1_800_000_500, 0), Assert.Single(answer.Health));
        Assert.All(answer.Positions, position => Assert.Equal($"{Chain}:{Owner}", position.Key.Owner.ToString()));
    }

    [Fact]
    public void Balance_OfChainsThatWereNotMigrated_IsReadFromTheCoin_OfThatDenomOnly()
    {
        var coin = new ProtoWriter().Text(1, "uosmo").Text(2, "77").ToArray();
        Assert.True(BankParser.TryBalance(coin, "uosmo", out var balance, out _));
        Assert.Equal((UInt128)77, balance);
        Assert.False(BankParser.TryBalance(coin, "uion", out _, out var problem));
        Assert.Equal("a coin of another denom than uion", problem);
    }

    [Theory]
    [InlineData("", "no whole number")]
    [InlineData("-1", null)]
    [InlineData("01", "no whole number")]
    [InlineData("1.5", "no whole number")]
    [InlineData("340282366920938463463374607431768211456", "a number of 39 digits, more than 128 bits")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", "a number of 78 digits, more than 128 bits")]
    public void Balance_ThatIsNoNumberOf128Bits_IsAProblem_NotZero(string text, string? problem)
    {
        var kept = new Kept().Put("bank", [2, 20, .. Address, .. "uosmo"u8], System.Text.Encoding.ASCII.GetBytes(text));
        var answer = kept.Read(new BankReader(Markets), Owner);
        Assert.DoesNotContain(answer.Positions, position => position.Key is { Side: PositionSide.Collateral, Asset.Reference: "118" });
        var found = Kept.Problem(answer, RejectionCode.Malformed);
        if (problem is not null) Assert.Equal($"uosmo: {problem}", found.Detail);
    }

    [Fact]
    public void Key_ThatCannotBeRead_IsAProblem_NotZero_AndCostsNoOther()
    {
        var kept = new Kept { Fails = query => query.Store == "staking" }.Put("bank", [2, 20, .. Address, .. "uosmo"u8], "5"u8.ToArray());
        var answer = kept.Read(new BankReader(Markets), Owner);
        Assert.Equal(2, answer.Positions.Count);
        Assert.Equal(Validator, Kept.Problem(answer, RejectionCode.BadProof).Market);
    }

    [Fact]
    public void Unbonding_OfSomebodyElse_IsRefused()
    {
        var other = Bech32.Encode("osmo", Operator);
        var kept = new Kept().Put("staking", [0x32, 20, .. Address, 20, .. Operator], Unbonding(other, Validator, ("40", 1)));
        Assert.Equal("unbonding of another delegator or validator", Kept.Problem(kept.Read(new BankReader(Markets), Owner), RejectionCode.Malformed).Detail);
    }

    [Theory]
    [InlineData("cosmos1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu", "is an address of cosmos, not of osmo")]
    [InlineData("osmo1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu", "is no Bech32 address")]
    [InlineData("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "is no Bech32 address")]
    [InlineData("", "is no Bech32 address")]
    public void Owner_ThatIsNoAddressOfTheChain_IsRefused(string owner, string problem) =>
        Assert.EndsWith(problem, Kept.Problem(new Kept().Read(new BankReader(Markets), owner), RejectionCode.Malformed).Detail, StringComparison.Ordinal);

    [Fact]
    public void Markets_ThatBreakRules_AreRefusedWithAllOfThem()
    {
        var problems = new BankMarkets(
            Chain, "osmo", [Osmo, Osmo, Axl with { Trace = "transfer/channel-209/uusdc" }, Axl with { Denom = "ibc/00" + Usdc[6..] }, new("u", default, 39)], "uion", ["osmo1x"]).Problems();
        foreach (var part in new[] { "uosmo is there twice", "is not the hash of its trace", "'u' is no denom", "must be an asset of", "39 decimals", "uion is none", "osmo1x is no operator" })
            Assert.Contains(problems, problem => problem.Contains(part, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new BankReader(Markets with { Denoms = [Axl with { Trace = null }] }));
        Assert.Empty(Markets.Problems());
    }

    /// <summary>Denoms whose ways the Cosmos Hub's, Osmosis' and dYdX' public registries name.</summary>
    [Theory]
    [InlineData("transfer/channel-208", "uusdc", "D189335C6E4A68B513C10AB227BF1C1D38C746766278BA3EEB4FB14124F1D858")]
    [InlineData("transfer/channel-0", "uatom", "27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2")]
    [InlineData("transfer/channel-0", "uusdc", "8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5")]
    public void IbcDenom_IsTheHashOfTheWay(string path, string denom, string hash) => Assert.Equal($"ibc/{hash}", BankLayout.IbcDenom(path, denom));

    [Fact]
    public void DamagedValues_NeverThrow_AndNeverGiveMoreThanTheySay()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        byte[][] originals = ["1234567"u8.ToArray(), new ProtoWriter().Text(1, "uosmo").Text(2, "77").ToArray(), Unbonding(Owner, Validator, ("40", 1_800_000_000), ("2", 7))];
        var read = 0;
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(originals[i % 3]);
            if (BankParser.TryBalance(damaged, "uosmo", out var balance, out var problem))
            {
                read++;
                Assert.True(System.Text.Encoding.ASCII.GetString(damaged).Contains($"{balance}", StringComparison.Ordinal), mutator.Describe(i));
            }
            else
            {
                Assert.True(problem.Length is > 0 and < 150, mutator.Describe(i));
            }

            if (BankParser.TryUnbonding(damaged, Owner, Validator, out var entries, out problem)) read += entries.Count > 0 ? 1 : 0;
            else Assert.True(problem.Length is > 0 and < 150, mutator.Describe(i));
        }

        Assert.True(read > 1_000, $"{read} read");
    }

    private static byte[] Unbonding(string delegator, string validator, params (string Balance, long Matures)[] entries)
    {
        var value = new ProtoWriter().Text(1, delegator).Text(2, validator);
        foreach (var (balance, matures) in entries)
        {
            value.Message(3, new ProtoWriter().Int64(1, 5).Message(2, new ProtoWriter().Int64(1, matures).ToArray()).Text(3, "900").Text(4, balance).Varint(5, 9).ToArray());
        }

        return value.ToArray();
    }
}
