using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Encoding;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Functions.Tests;

public sealed class KeptBatchTests
{
    private const int Mutations = 5_000;

    [Fact]
    public async Task ABatch_IsReadAsItWasKept()
    {
        var kept = await KeptAsync();
        foreach (var batch in (KeptBatch[])[kept, kept with { Trail = kept.Trail with { SignedAt = null } }])
        {
            Assert.Null(KeptBatch.Decode(batch.Encode(), out var read));
            Assert.Equal((batch.Header, batch.Trail), (read!.Header, read.Trail));
            Assert.True(read.Body.Span.SequenceEqual(batch.Body.Span));
        }
    }

    [Fact]
    public async Task DamagedBytes_AreRefusedOrABatch_AndNeverThrow()
    {
        var (sound, mutator) = ((await KeptAsync()).Encode(), new Mutator(20_261_120));
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(sound);
            if (KeptBatch.Decode(damaged, out var read) is null) Assert.True(read!.Encode().AsSpan().SequenceEqual(damaged), mutator.Describe(i));
        }
    }

    private static async Task<KeptBatch> KeptAsync()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        var stored = Assert.Single(await cloud.Attestations.AllAsync());
        Assert.Null(AttestationCodec.Decode(stored.Body, out Attestation? attestation));
        return new(attestation!.Header, new(Pipeline.PublishedStream.SignedAt(stored), stored.EnqueuedTime), stored.Body);
    }
}
