using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Following;

namespace CrossChainOracle.Relay.Tests.Following;

public class StreamProgressTests
{
    private static readonly ShardId One = ShardId.Parse("one");
    private static readonly ShardId Two = ShardId.Parse("two");

    [Fact]
    public void Advance_StopsBeforeTheFirstEventThatIsNeeded()
    {
        var progress = new StreamProgress();
        for (ulong i = 0; i < 5; i++)
        {
            progress.Note($"{2 * i:D3}", One, i);
            progress.Note($"{(2 * i) + 1:D3}", Two, i);
        }

        Assert.True(progress.Advance(shard => shard == One ? 3ul : 1));
        Assert.Equal("002", progress.Safe);
        Assert.False(progress.Advance(shard => shard == One ? 3ul : 1));
        Assert.True(progress.Advance(shard => shard == One ? 3ul : null));
        Assert.Equal("005", progress.Safe);
        Assert.True(progress.Advance(_ => null));
        Assert.Equal("009", progress.Safe);
    }

    [Fact]
    public void Advance_OfMoreThanIsToldApart_IsCoarserAndNeverPassesWhatIsNeeded()
    {
        var progress = new StreamProgress();
        const int Count = (3 * StreamProgress.MaximumStretches) + 7;
        for (var i = 0; i < Count; i++) progress.Note($"{i:D6}", i % 3 == 0 ? Two : One, (ulong)i);
        foreach (ulong needed in (ulong[])[1, 2, 4_095, 4_096, 9_000, Count - 1])
        {
            progress.Advance(shard => shard == One ? needed : null);
            if (progress.Safe is { } safe) Assert.True(ulong.Parse(safe) <= needed, $"{safe}, and {needed} is needed");
        }

        Assert.True(ulong.Parse(progress.Safe!) > Count - 20, progress.Safe);
        progress.Clear();
        Assert.Null(progress.Safe);
        Assert.False(progress.Advance(_ => null));
    }
}
