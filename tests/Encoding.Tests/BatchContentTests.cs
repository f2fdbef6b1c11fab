using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Tests;

public sealed class BatchContentTests
{
    /// <summary>Among all orders of a set of statements exactly one is canonical.</summary>
    [Fact]
    public void Order_AnyOtherThanByKindThenSubject_IsRefused()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new RandomForms(seed);
            FeedId[] feeds = [.. random.Several(6, random.Feed).Append(random.Feed()).Distinct().Order()];
            Statement[] statements =
            [
                .. feeds.Where((_, i) => i % 2 == 0).Select(random.PriceOf),
                .. feeds.Where((_, i) => i % 2 == 1).Select(random.GapOf),
                .. random.Several(3, random.Set).DistinctBy(set => set.Epoch).OrderBy(set => set.Epoch).Select(set => new AttesterSetStatement(set)),
            ];
            Assert.Null(Check(statements));
            for (var i = 1; i < statements.Length; i++)
            {
                var swapped = statements.ToArray();
                (swapped[i - 1], swapped[i]) = (swapped[i], swapped[i - 1]);
                Assert.Equal(i, Check(swapped)?.Index);
                Assert.Equal(i, Check([.. statements[..i], statements[i - 1], .. statements[i..]])?.Index);
            }
        }
    }

    [Fact]
    public void Feed_WithAPriceAndAGap_IsRefused()
    {
        var random = new RandomForms(1);
        var feed = FeedId.Parse("ETH/USD");
        Assert.Equal(1, Check([random.PriceOf(feed), random.GapOf(feed)])?.Index);
    }

    private static Refusal.NotInOrder? Check(Statement[] statements) =>
        BatchContent.CheckOrder([.. statements.Select(statement => new Leaf(StatementCodec.Encode(statement), default))], statements);
}
