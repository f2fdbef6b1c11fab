using CrossChainOracle.Encoding;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>The stream says when a batch had its threshold of signatures, and does not guess.</summary>
public sealed class SignedAtTests
{
    [Fact]
    public async Task APublishedBatch_SaysWhenItWasSigned_BetweenItsObservationAndItsPublication()
    {
        var world = new World();
        var disk = Disk.InMemory();
        await using (var process = await ShardProcess.StartAsync(world, disk))
        {
            for (var turn = 0; turn < 3; turn++)
            {
                Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
                await process.SettleAsync();
            }
        }

        var stored = new List<StoredEvent>();
        FileEventStream.Verify(disk.Stream, stored.Add).OrThrow();
        Assert.Equal(3, stored.Count);
        Assert.All(stored, one =>
        {
            Assert.Null(AttestationCodec.Decode(one.Body, out Attestation? attestation));
            Assert.InRange(PublishedStream.SignedAt(one)!.Value, attestation!.Header.ObservedAt, one.EnqueuedTime);
        });
    }

    [Theory]
    [InlineData("1790000000123", 1_790_000_000_123L)]
    [InlineData("0", 0L)]
    [InlineData("-1", null)]
    [InlineData("281474976710656", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void AnEvent_SaysWhenItWasSigned_OnlyByATime(string text, long? time) =>
        Assert.Equal(time, PublishedStream.SignedAt(Stored(new Dictionary<string, string> { [PublishedStream.SignedAtProperty] = text })));

    [Fact]
    public void AnEventWithoutTheProperty_DoesNotSay() => Assert.Null(PublishedStream.SignedAt(Stored(new Dictionary<string, string>())));

    private static StoredEvent Stored(Dictionary<string, string> properties) => new(0, 0, "0", 0, "test", PublishedStream.ContentType, default, properties);
}
