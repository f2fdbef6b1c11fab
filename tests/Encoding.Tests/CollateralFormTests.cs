using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding.Tests;

public sealed class CollateralFormTests
{
    [Theory]
    [InlineData(StatementKind.Collateral, StatementCodec.CollateralSize)]
    [InlineData(StatementKind.MarketIndex, StatementCodec.MarketIndexSize)]
    [InlineData(StatementKind.Snapshot, StatementCodec.SnapshotSize)]
    [InlineData(StatementKind.ChainStatus, StatementCodec.ChainStatusSize)]
    [InlineData(StatementKind.Retraction, StatementCodec.RetractionSize)]
    [InlineData(StatementKind.CollateralGap, StatementCodec.CollateralGapSize)]
    public void EveryStatementOfAKind_HasItsSize_AndTheKindAsItsFirstByte(StatementKind kind, int size)
    {
        var found = Enumerable.Range(0, 200).Select(seed => new RandomCollateral(new(seed)).Statement()).Where(statement => statement.Kind == kind).Select(StatementCodec.Encode).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, bytes => Assert.Equal((size, (byte)kind), (bytes.Length, bytes[0])));
    }

    /// <summary>The largest context of each kind fits the frame that carries it, and reads back.</summary>
    [Fact]
    public void Contexts_AsLargeAsTheirRulesAllow_FitTheirFrame()
    {
        var text = new string('~', PrintableText.MaximumLength);
        var chain = ChainId.Parse("abcdefgh:" + new string('z', 32));
        var asset = AssetId.Parse($"{chain}/abcdefgh:{new string('a', 128)}/{new string('b', 78)}");
        var key = new PositionKey(new('s', 16), new('m', 128), asset, PositionSide.Pending, AccountAddress.Parse($"{chain}:{new string('o', 128)}"));
        var price = new PriceReference(FeedId.Parse(new('f', 16)), ShardId.Parse(new('s', 16)), ulong.MaxValue, default);
        byte[][] contexts =
        [
            ContextCodec.Encode(new CollateralContext(key, ShareIndex.One, [.. Enumerable.Repeat(new ShareDelta(1, default, Int128.MinValue), 300)])),
            ContextCodec.Encode(new SnapshotContext(0, 1, [.. Enumerable.Repeat(price, CollateralRound.MaximumPositions)], [.. Enumerable.Repeat(default(SnapshotPart), CollateralRound.MaximumPositions)], [.. Enumerable.Repeat(text, 40)])),
            ContextCodec.Encode(new CollateralGapContext(chain, [.. Enumerable.Repeat(new ReadingProblem(RejectionCode.Stale, key.Source, key.Market, text), 70)])),
        ];
        Assert.All(contexts, context => Assert.InRange(context.Length, 1, AttestationCodec.MaximumContext));
        Assert.Null(ContextCodec.Decode(contexts[0], out CollateralContext? collateral));
        Assert.Null(ContextCodec.Decode(contexts[1], out SnapshotContext? snapshot));
        Assert.Null(ContextCodec.Decode(contexts[2], out CollateralGapContext? gap));
        Assert.Equal((255, 24, 64), (collateral!.Changes.Count, snapshot!.Missing.Count, gap!.Problems.Count));
    }

    [Fact]
    public void Fact_StaysTheSameWhateverItsStage_AndDiffersByKindSubjectChainAndBlock()
    {
        var (subject, block) = (Keccak256.Hash("s"u8), Keccak256.Hash("b"u8));
        var (one, other) = (ChainId.Parse("eip155:1"), ChainId.Parse("eip155:10"));
        Hash256[] facts =
        [
            Subjects.Fact(StatementKind.Collateral, subject, one, block),
            Subjects.Fact(StatementKind.MarketIndex, subject, one, block),
            Subjects.Fact(StatementKind.Collateral, block, one, block),
            Subjects.Fact(StatementKind.Collateral, subject, other, block),
            Subjects.Fact(StatementKind.Collateral, subject, one, subject),
        ];
        Assert.Equal(facts.Length, facts.Distinct().Count());
    }

    [Fact]
    public void InputsRoot_OfARoundOfAccounts_IsThatOfEveryInputOnce_InWhateverOrder()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var round = new RandomCollateral(new(seed)).Round();
            var again = round with
            {
                Chains = [.. round.Chains.Reverse(), .. round.Chains], Positions = [.. round.Positions.Reverse(), .. round.Positions], Prices = [.. round.Prices.Reverse()],
                Markets = [.. round.Markets.Reverse()], Problems = [.. round.Problems.Reverse(), .. round.Problems], Evidence = [.. round.Evidence.Reverse()],
            };
            Assert.Equal(CollateralRoundCodec.InputsRoot(round), CollateralRoundCodec.InputsRoot(again));
            Assert.Equal(CollateralRoundCodec.Encode(round), CollateralRoundCodec.Encode(again));
            if (round.Positions.Count > 0) Assert.NotEqual(CollateralRoundCodec.InputsRoot(round), CollateralRoundCodec.InputsRoot(round with { Positions = [.. round.Positions.Skip(1)] }));
        }
    }

    [Theory]
    [InlineData("Erc20", "")]
    [InlineData("", "")]
    [InlineData("erc20", "a b")]
    public void NamesOutsideTheirRules_AreRefused(string source, string market)
    {
        var key = new RandomCollateral(new(1)).MarketKey() with { Source = source, Market = market };
        Assert.IsType<Refusal.OutOfRange>(ContextCodec.Decode(ContextCodec.Encode(key), out MarketKey? _));
    }

    [Fact]
    public void Texts_ThatQuoteOthers_AreMadePrintable()
    {
        var problem = new ReadingProblem(RejectionCode.Malformed, "erc20", string.Empty, "é\n" + new string('x', 300));
        Assert.Null(ContextCodec.Decode(ContextCodec.Encode(new CollateralGapContext(ChainId.Parse("eip155:1"), [problem])), out CollateralGapContext? read));
        Assert.Equal("??" + new string('x', 198), read!.Problems[0].Detail);
    }
}
