using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>Prices of rounds of accounts are signed statements.</summary>
public sealed class PriceTests
{
    private const long PublishedAt = Samples.StartedAt + 59_000;

    public static TheoryData<string> Lies => [.. Lied.Keys];

    private static SignedPrice Honest { get; } = PublishedPrice.Of(EthUsd, PublishedAt);

    /// <summary>What a lying leader may make of a published price.</summary>
    private static Dictionary<string, Func<SignedPrice>> Lied { get; } = new()
    {
        ["value"] = () => Honest with { Reading = Honest.Reading with { Value = Price.Parse("2600") } },
        ["confidence"] = () => Honest with { Reading = Honest.Reading with { Confidence = Price.Zero } },
        ["verdict"] = () => Honest with { Reading = Honest.Reading with { Verdict = Verdict.Relay } },
        ["breaker"] = () => Honest with { Reading = Honest.Reading with { Breaker = BreakerState.Open } },
        ["good for longer"] = () => Honest with { Reading = Honest.Reading with { ValidUntil = Honest.Reading.ValidUntil + 1 } },
        ["another batch"] = () => Honest with { Reading = Honest.Reading with { Reference = Honest.Reading.Reference with { Sequence = 9 } } },
        ["another feed's statement"] = () => Honest with { Evidence = PublishedPrice.Of(UsdUsd, PublishedAt).Evidence },
        ["too few signatures"] = () => PublishedPrice.Of(EthUsd, PublishedAt, 0, 1),
        ["no statement"] = () => Honest with { Evidence = new(Keys.Digest("x"), new byte[] { 1, 2, 3 }) },
    };

    [Fact]
    public async Task APublishedPrice_PricesTheSnapshot_AndStandsInTheRoundWithItsSignedStatement()
    {
        await using var house = await PricedAsync(Honest);
        var told = await house.RoundAsync();
        Assert.Equal([Honest.Reading], told.Round.Prices);
        Assert.Equal([Honest.Evidence.Digest], told.Round.Evidence.Select(piece => piece.Digest));
        var snapshot = told.Snapshot(Bob);
        Assert.False(snapshot.IsIncomplete);
        Assert.Equal(Honest.Reading.Value.Scaled * 7 / 10, snapshot.Equity);
        Assert.True(snapshot.Credited > 0);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task APriceThatNoSignedStatementBearsOut_IsRefusedByEveryAttester(string lie)
    {
        await using var house = await PricedAsync(Honest);
        var head = house.Process.Round.Head!;
        Assert.Null(house.Kind.Maker.Make(new(head, 1, Samples.StartedAt + 60_001), out var honest));
        Assert.Null(CollateralRoundCodec.Decode(honest!.Round, out var round));
        var price = Lied[lie]();
        var lying = CollateralRoundCodec.Encode(round! with { Prices = [price.Reading], Evidence = [price.Evidence] });
        Assert.Null(house.Kind.RulesOf().Compute(Samples.Domain, head.StateBytes, lying, null, out var batch));
        foreach (var wire in house.Wires) Assert.IsType<CosignOutcome.Refused>(await wire.CosignAsync(RequestOf(batch!, lying)));
        foreach (var wire in house.Wires) Assert.IsType<CosignOutcome.Signed>(await wire.CosignAsync(RequestOf(honest.Batch, honest.Round)));

        // What they signed is what this sequence is bound to: the shard goes on from there in another test.
        house.IsLeftOpen = true;
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task APriceThatNoSignedStatementBearsOut_IsLeftOut_SoThatTheShardGoesOn(string lie)
    {
        await using var house = await PricedAsync(Lied[lie]());
        var told = await house.RoundAsync();
        Assert.Empty(told.Round.Prices);
        Assert.Empty(told.Round.Evidence);
        Assert.Equal((true, (Int128)0), (told.Snapshot(Bob).IsIncomplete, told.Snapshot(Bob).Credited));
    }

    [Fact]
    public async Task AnExpiredPrice_LeavesTheSnapshotIncomplete_AndGoodForNothingButRelay()
    {
        await using var house = await PricedAsync(Honest);
        Assert.False((await house.RoundAsync()).Snapshot(Bob).IsIncomplete);
        house.World.Time.Advance(TimeSpan.FromMinutes(2));
        var snapshot = (await house.RoundAsync()).Snapshot(Bob);
        Assert.True(snapshot.IsIncomplete);
        Assert.Equal((Verdict.Relay, (Int128)0), (snapshot.Verdict | Verdict.Relay, snapshot.Equity));
    }

    [Fact]
    public void Evidence_IsJudgedAsOfItsOwnTime_AlsoByAnAttesterWhoComesLater()
    {
        var set = Keys.Set(expiresAt: PublishedAt + 1);
        var evidence = new PriceEvidence(Samples.Domain, new(set));
        Assert.Single(evidence.Sift([Honest]));
        Assert.Empty(evidence.Sift([PublishedPrice.Of(EthUsd, PublishedAt + 2)]));
    }

    private static async Task<AccountHouse> PricedAsync(SignedPrice price)
    {
        var house = await AccountHouse.StartAsync();
        house.Kind.Prices = feed => feed == EthUsd ? price : null;
        house.SeeBoth();
        return house;
    }

    private static CosignRequest RequestOf(ComputedBatch batch, byte[] round) => new() { Batch = batch.EncodeUnsigned(), Round = round };
}
