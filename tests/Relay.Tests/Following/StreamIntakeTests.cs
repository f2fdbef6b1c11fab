using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Following;
using CrossChainOracle.Relay.Tests.Planning;
using CrossChainOracle.Verifier;
using Deployment = CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Following;

public sealed class StreamIntakeTests : IDisposable
{
    private static readonly ShardId Shard = RelayScene.Single;

    private readonly string _folder = Directory.CreateTempSubdirectory("ccoracle-intake-").FullName;
    private readonly Deployment _deployment = Deployment.Solo();

    private string Path => System.IO.Path.Combine(_folder, "follow.json");

    [Fact]
    public void Cursor_StaysBeforeTheNewestBatchAndWhatIsUnderWay()
    {
        var intake = Open(out _);
        for (var i = 0; i < 6; i++) Assert.Empty(intake.Take(Event(i, _deployment.Sign(Shard, Deployment.Start + (1_000 * i), Price(i))), Deployment.Start));
        Assert.Null(intake.Advance(_ => 2));
        Assert.Equal("1", intake.Cursor);
        Assert.Null(intake.Advance(_ => null));
        Assert.Equal("4", intake.Cursor);

        var again = new FollowFile(Path);
        Assert.Null(again.Load());
        Assert.Equal("4", again.Cursor);
    }

    [Fact]
    public void Take_OfWhatIsNoAttestation_IsADeadLetterAndTheStreamGoesOn()
    {
        var intake = Open(out _);
        var letter = Assert.Single(intake.Take(new("0", new byte[] { 1, 2, 3 }, new(null, null)), Deployment.Start));
        Assert.Equal("0", letter.Offset);
        Assert.Empty(intake.Take(Event(1, _deployment.Sign(Shard, Deployment.Start, Price(1))), Deployment.Start));
        Assert.Single(intake.Inbox.Prices);
    }

    [Fact]
    public void Rotation_IsFollowedAgainAfterARestart_AndWhatCameBeforeItIsNotLost()
    {
        var rotation = _deployment.Rotate(Shard, Deployment.Start);
        var second = _deployment.Sign(Shard, Deployment.Start + 1_000, Price(1));

        var intake = Open(out _);
        Assert.Empty(intake.Take(Event(0, second), Deployment.Start));
        Assert.Equal((1, 0), (intake.Early, intake.Inbox.Prices.Count));
        Assert.Null(intake.Advance(_ => null));
        Assert.Null(intake.Cursor);
        Assert.Empty(intake.Take(Event(1, rotation), Deployment.Start));
        Assert.Equal((0, 1, 2u), (intake.Early, intake.Inbox.Prices.Count, intake.Epoch));

        // The stream was not left behind the rotation: it comes again.
        var restarted = Open(out _);
        Assert.Equal((1u, (string?)null), (restarted.Epoch, restarted.Cursor));
        Assert.Empty(restarted.Take(Event(0, second), Deployment.Start));
        Assert.Empty(restarted.Take(Event(1, rotation), Deployment.Start));
        Assert.Single(restarted.Inbox.Prices);
    }

    [Fact]
    public void Rotation_ThatTheStreamWasLeftBehind_IsFollowedAgainAfterARestart()
    {
        var rotation = _deployment.Rotate(Shard, Deployment.Start);
        Attestation[] after = [.. Enumerable.Range(1, 3).Select(i => _deployment.Sign(Shard, Deployment.Start + (1_000 * i), Price(i)))];

        var intake = Open(out _);
        Assert.Empty(intake.Take(Event(0, rotation), Deployment.Start));
        for (var i = 0; i < after.Length; i++) Assert.Empty(intake.Take(Event(i + 1, after[i]), Deployment.Start));
        intake.Inbox.Settle(RelayScene.Chain, [.. intake.Inbox.Rotations.Select(static owed => owed.ToPosting(PostingKind.Rotation).Id)]);
        Assert.Null(intake.Advance(_ => null));
        Assert.Equal("2", intake.Cursor);

        var restarted = Open(out var file);
        Assert.Equal((2u, 1), (restarted.Epoch, file.Rotations.Count));
        Assert.Empty(restarted.Take(Event(3, after[2]), Deployment.Start));
        Assert.Single(restarted.Inbox.Prices);
    }

    [Fact]
    public void WhatAnEarlierEpochSigned_IsStillOwedAfterARestart_ThoughTwoRotationsFollowed()
    {
        var before = _deployment.Sign(Shard, Deployment.Start, Price(1));
        var (first, second) = (_deployment.Rotate(Shard, Deployment.Start + 1_000), _deployment.Rotate(Shard, Deployment.Start + 2_000));
        Attestation[] all = [before, first, second, _deployment.Sign(Shard, Deployment.Start + 3_000, Price(2))];
        for (var life = 0; life < 2; life++)
        {
            var intake = Open(out _);
            for (var i = intake.Cursor is null ? 0 : 1; i < all.Length; i++) Assert.Empty(intake.Take(Event(i, all[i]), Deployment.Start));
            Assert.Equal([2u, 3u], intake.Inbox.Rotations.Select(static owed => ((AttesterSetStatement)owed.Statement).Set.Epoch));
            Assert.Null(intake.Advance(_ => null));
            Assert.Equal("0", intake.Cursor);
        }
    }

    [Fact]
    public void Open_OfRotationsThatDoNotFollow_IsRefused()
    {
        var other = new Deployment(1, [9], [8]);
        Assert.Null(new FollowFile(Path).Save(null, AttestationCodec.Encode(other.Rotate(Shard, Deployment.Start))));
        Assert.Throws<InvalidDataException>(() => Open(out _));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private StreamIntake Open(out FollowFile file)
    {
        file = new(Path);
        Assert.Null(file.Load());
        return new(Deployment.Domain, _deployment.Anchor, null, new(RelayScene.Chain), file);
    }

    private static FollowedEvent.Arrived Event(int cursor, Attestation attestation) => new($"{cursor}", AttestationCodec.Encode(attestation), new(null, null));

    private static PriceStatement Price(int i) => Deployment.Price("A/USD", $"{100 + i}");
}
