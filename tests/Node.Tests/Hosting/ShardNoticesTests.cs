using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Tests.Hosting;

/// <summary>Four turns a second that come to nothing are one notice, and one more when publication goes on.</summary>
public sealed class ShardNoticesTests
{
    private static readonly ShardId Shard = ShardId.Parse("majors");

    private static readonly BatchHeader Header = new()
    {
        Schema = BatchHeader.CurrentSchema, Algorithm = BatchHeader.MedianV1, Epoch = 1, Sequence = 7, ValidAfter = 1, ObservedAt = 2, LeafCount = 0, Shard = Shard,
        Audience = default, PreviousDigest = default, StateDigest = default, InputsRoot = default, Root = default, Body = default,
    };

    private readonly List<NodeNotice> _notices = [];
    private readonly ShardNotices _told;

    public ShardNoticesTests() => _told = new(_notices.Add);

    [Fact]
    public void AShardPastItsGrace_IsToldWhenItBegins_AndWhenItIsOver()
    {
        for (var turn = 0; turn < 100; turn++) Hear(new RoundOutcome.OutOfTerm(new Refusal.EpochExpired(1, 1_000, 1_000 + turn)));
        Assert.Equal(NoticeLevel.Alarm, Assert.Single(_notices).Level);
        Hear(new RoundOutcome.Nothing());
        Hear(Published());
        Hear(Published());
        Assert.Equal([NoticeLevel.Alarm, NoticeLevel.Info], _notices.Select(static notice => notice.Level));
    }

    [Fact]
    public void ATurnThatFails_IsToldOnceForEachStage_AndAgainAfterItWasOver()
    {
        for (var turn = 0; turn < 100; turn++) Hear(new RoundOutcome.Failed("reserve", $"try {turn}"));
        for (var turn = 0; turn < 100; turn++) Hear(new RoundOutcome.Failed("publish", $"try {turn}"));
        Hear(Published());
        Hear(new RoundOutcome.Failed("publish", "again"));
        Assert.Equal(["reserve failed: try 0", "publish failed: try 0", "publication goes on with sequence 7", "publish failed: again"], _notices.Select(static notice => notice.Text));
    }

    [Fact]
    public void Shards_AreToldOfByThemselves()
    {
        Hear(new RoundOutcome.Failed("reserve", "one"));
        _told.Hear(ShardId.Parse("minors"), new RoundOutcome.Failed("reserve", "two"));
        Hear(Published());
        Assert.Equal(["shard majors", "shard minors", "shard majors"], _notices.Select(static notice => notice.Subject));
    }

    private void Hear(RoundOutcome outcome) => _told.Hear(Shard, outcome);

    private static RoundOutcome.Published Published() => new(new Attestation(Header, [], []), Hash256.Zero, null, []);
}
