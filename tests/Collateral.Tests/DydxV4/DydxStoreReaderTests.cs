using System.Buffers.Binary;
using System.Numerics;
using CrossChainOracle.Collateral.DydxV4;
using CrossChainOracle.Collateral.Tests.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Protobuf;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Collateral.Tests.DydxV4;

/// <summary>Subaccounts as the chain keeps them, by the published layouts.</summary>
public class DydxStoreReaderTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_129;
    private const string Owner = "dydx1lzr023hy3x7muerfwz3e7a80xvwd6cv7rxtz8h";

    private static readonly DydxStoreReader Reader = new(DydxReaderTests.Markets);

    [Fact]
    public void Equity_OfTheRecordedAccount_IsTheIndexers_RoundedDown()
    {
        // 0.0001 BTC at 34880.45064 and 0.01 ETH at 1889.556867: 99.887770734 in all, and 5 % of 22.383613734 in use.
        var answer = Recorded().Read(Reader, Owner);
        Assert.Equal(["0|8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5|Collateral|99887770", "0|8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5|Debt|0", "0|8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5|Encumbrance|1119182"], Kept.Lines(answer));
        Assert.Equal([new("equity/0", 99_887_770, 6), new("initialMargin/0", 1_119_182, 6), new("maintenanceMargin/0", 671_510, 6)], answer.Health);
    }

    [Fact]
    public void Subaccount_ThatIsNotThere_IsZero() =>
        Assert.Equal([0, 0, 0], new Kept().Read(Reader, Owner).Positions.Select(position => (int)position.Amount));

    [Fact]
    public void Short_FundingAndQuoteBalance_AreInEquity_AndADebtIsADebt()
    {
        // 10 USDC, 1 coin sold short at a price of 100 with 30 of its own balance; funding of 2 a coin is due to it: 10 - 100 + 30 + 2.
        var kept = new Kept()
            .Put("subaccounts", [.. "SA:"u8, .. Id(0)], Subaccount(10_000_000, Holding(7, -1_000_000, 5_000_000, 30_000_000)))
            .Put("perpetuals", Key("Perp:", 7), Perpetual(7, 3, -6, 1, 7_000_000, 0))
            .Put("perpetuals", Key("LiqTier:", 1), Tier(1, 50_000, 600_000))
            .Put("prices", Key("Price:", 3), Price(3, -5, 10_000_000));
        var answer = kept.Read(Reader, Owner);
        Assert.Equal(new HealthFigure("equity/0", -58_000_000, 6), answer.Health[0]);
        Assert.Equal([(PositionSide.Collateral, 0), (PositionSide.Debt, 58_000_000), (PositionSide.Encumbrance, 0)], answer.Positions.Select(position => (position.Key.Side, (int)position.Amount)));
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 5_000_000)]
    [InlineData(0, 100, 200, 0, 5_000_000)]
    [InlineData(1_500_000, 100, 200, 0, 52_500_000)]
    [InlineData(3_000_000, 100, 200, 0, 100_000_000)]
    [InlineData(0, 0, 0, 250_000, 25_000_000)]
    [InlineData(1_500_000, 100, 200, 250_000, 52_500_000)]
    public void InitialMargin_GrowsWithOpenInterest_OrIsTheOwnersOwn(long openInterest, ulong lowerDollars, ulong upperDollars, uint custom, int margin)
    {
        // One coin at 100 dollars, 5 %.
        var kept = new Kept()
            .Put("subaccounts", [.. "SA:"u8, .. Id(0)], Subaccount(500_000_000, Holding(7, 1_000_000, 0, 0)))
            .Put("perpetuals", Key("Perp:", 7), Perpetual(7, 3, -6, 1, 0, openInterest))
            .Put("perpetuals", Key("LiqTier:", 1), Tier(1, 50_000, 600_000, lowerDollars * 1_000_000, upperDollars * 1_000_000))
            .Put("prices", Key("Price:", 3), Price(3, -5, 10_000_000));
        if (custom > 0) kept.Put("subaccounts", [.. "Lev:"u8, .. Id(0)], new ProtoWriter().Message(1, new ProtoWriter().Varint(1, 7).Varint(2, custom).ToArray()).ToArray());
        Assert.Equal((UInt128)margin, kept.Read(Reader, Owner).Positions.Single(position => position.Key.Side == PositionSide.Encumbrance).Amount);
    }

    [Theory]
    [InlineData("subaccounts")]
    [InlineData("perpetuals")]
    [InlineData("prices")]
    public void Key_ThatCannotBeRead_LeavesTheSubaccountUnknown_NotZero(string store)
    {
        var kept = Recorded();
        kept.Fails = query => query.Store == store;
        var answer = kept.Read(Reader, Owner);
        Assert.Empty(answer.Positions);
        Kept.Problem(answer, RejectionCode.BadProof);
    }

    [Fact]
    public void Perpetual_PriceOrTier_ThatIsNotThere_OrIsAnother_LeavesTheSubaccountUnknown()
    {
        Assert.Contains("perpetual 0 is not there", Kept.Problem(new Kept().Put("subaccounts", [.. "SA:"u8, .. Id(0)], Subaccount(1, Holding(0, 1, 0, 0))).Read(Reader, Owner), RejectionCode.Absent).Detail, StringComparison.Ordinal);
        Assert.Contains("the number 9 stands in it", Kept.Problem(Recorded().Put("prices", Key("Price:", 0), Price(9, -5, 1)).Read(Reader, Owner), RejectionCode.Malformed).Detail, StringComparison.Ordinal);
        Assert.Contains("market 0 has no price", Kept.Problem(Recorded().Put("prices", Key("Price:", 0), Price(0, -5, 0)).Read(Reader, Owner), RejectionCode.Malformed).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Subaccount_OfSomebodyElse_WithAnotherAsset_OrAFieldThatIsNotKnown_IsRefused()
    {
        var other = new ProtoWriter().Message(1, new ProtoWriter().Text(1, Owner).Varint(2, 5).ToArray()).ToArray();
        Assert.Equal("a subaccount of somebody else", Kept.Problem(new Kept().Put("subaccounts", [.. "SA:"u8, .. Id(0)], other).Read(Reader, Owner), RejectionCode.Malformed).Detail);
        var asset = new ProtoWriter().Message(1, Id(0)).Message(2, new ProtoWriter().Varint(1, 1).Bytes(2, Gob(5)).ToArray()).ToArray();
        Assert.Equal("a position in asset 1, which is not read", Kept.Problem(new Kept().Put("subaccounts", [.. "SA:"u8, .. Id(0)], asset).Read(Reader, Owner), RejectionCode.Malformed).Detail);
        var newer = new ProtoWriter().Message(1, Id(0)).Text(5, "0/1").ToArray();
        Assert.Contains("unknown field 5", Kept.Problem(new Kept().Put("subaccounts", [.. "SA:"u8, .. Id(0)], newer).Read(Reader, Owner), RejectionCode.Malformed).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedValues_NeverThrow_AndWhatIsReadIsWithinItsLimits()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        byte[][] keys = [[.. "SA:"u8, .. Id(0)], Key("Perp:", 0), Key("Price:", 0), Key("LiqTier:", 0)];
        string[] stores = ["subaccounts", "perpetuals", "prices", "perpetuals"];
        byte[][] originals = [Account(), Perpetual(0, 0, -10, 0, 0, 0), Price(0, -5, 3_488_045_064), Tier(0, 50_000, 600_000)];
        var stated = 0;
        for (var i = 0; i < Cases; i++)
        {
            var answer = Recorded().Put(stores[i % 4], keys[i % 4], mutator.Next(originals[i % 4])).Read(Reader, Owner);
            Assert.True(answer.Problems.Count > 0 == (answer.Positions.Count == 0), mutator.Describe(i));
            Assert.All(answer.Problems, problem => Assert.True(problem.Detail.Length is > 0 and <= 200, mutator.Describe(i)));
            if (answer.Positions.Count == 0) continue;
            stated++;
            Assert.True(answer.Positions[2].Amount <= answer.Positions[0].Amount, mutator.Describe(i));
        }

        Assert.True(stated > 1_000, $"{stated} stated");
    }

    private static Kept Recorded() => new Kept()
        .Put("subaccounts", [.. "SA:"u8, .. Id(0)], Account())
        .Put("perpetuals", Key("Perp:", 0), Perpetual(0, 0, -10, 0, 0, 0))
        .Put("perpetuals", Key("Perp:", 1), Perpetual(1, 1, -9, 0, 0, 0))
        .Put("perpetuals", Key("LiqTier:", 0), Tier(0, 50_000, 600_000))
        .Put("prices", Key("Price:", 0), Price(0, -5, 3_488_045_064))
        .Put("prices", Key("Price:", 1), Price(1, -6, 1_889_556_867));

    private static byte[] Account() => Subaccount(77_504_157, Holding(0, 1_000_000, 0, 0), Holding(1, 10_000_000, 0, 0));

    private static byte[] Id(uint number) => new ProtoWriter().Text(1, Owner).Varint(2, number).ToArray();

    private static byte[] Key(string prefix, uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return [.. System.Text.Encoding.ASCII.GetBytes(prefix), .. bytes];
    }

    private static byte[] Subaccount(long usdc, params byte[][] holdings)
    {
        var writer = new ProtoWriter().Message(1, Id(0)).Message(2, new ProtoWriter().Bytes(2, Gob(usdc)).ToArray());
        foreach (var holding in holdings) writer.Message(3, holding);
        return writer.Varint(4, 1).ToArray();
    }

    private static byte[] Holding(uint perpetual, long quantums, long funding, long quote) =>
        new ProtoWriter().Varint(1, perpetual).Bytes(2, Gob(quantums)).Bytes(3, Gob(funding)).Bytes(4, Gob(quote)).ToArray();

    private static byte[] Perpetual(uint id, uint market, int resolution, uint tier, long funding, long openInterest) => new ProtoWriter()
        .Message(1, new ProtoWriter().Varint(1, id).Text(2, "X-USD").Varint(3, market).Varint(4, ZigZag(resolution)).Varint(6, tier).Varint(7, 1).ToArray())
        .Bytes(2, Gob(funding)).Bytes(3, Gob(openInterest)).ToArray();

    private static byte[] Tier(uint id, uint initial, uint maintenance, ulong lower = 0, ulong upper = 0) =>
        new ProtoWriter().Varint(1, id).Text(2, "Large-Cap").Varint(3, initial).Varint(4, maintenance).Varint(6, 10_000_000_000).Varint(7, lower).Varint(8, upper).ToArray();

    private static byte[] Price(uint id, int exponent, ulong price) => new ProtoWriter().Varint(1, id).Varint(2, ZigZag(exponent)).Varint(3, price).ToArray();

    private static ulong ZigZag(int number) => number >= 0 ? (ulong)number * 2 : ((ulong)-number * 2) - 1;

    private static byte[] Gob(long number) => number == 0 ? [2] : [(byte)(number < 0 ? 3 : 2), .. BigInteger.Abs(number).ToByteArray(isUnsigned: true, isBigEndian: true)];
}
