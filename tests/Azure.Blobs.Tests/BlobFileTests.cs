using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Azure.Blobs.Tests;

/// <summary>Against a real Blob service.</summary>
[Trait("Category", "Azurite")]
public sealed class BlobFileTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    [AzuriteFact]
    public async Task Replaced_IsReadAsItWasWritten_UnderItsVersion()
    {
        var file = new BlobFile(await OpenAsync(), "journal/head", 1_000);
        Assert.IsType<VersionedRead.Nothing>(await file.ReadAsync(null, default));
        string? version = null;
        foreach (var length in new[] { 0, 1, 1_000, 109 })
        {
            var content = new byte[length];
            new Random(length).NextBytes(content);
            var written = Assert.IsType<VersionedWrite.Written>(await file.ReplaceAsync(content, version, default)).Version;
            var found = Assert.IsType<VersionedRead.Found>(await file.ReadAsync(version, default));
            Assert.Equal((written, true), (found.Version, found.Content.Span.SequenceEqual(content)));
            Assert.IsType<VersionedRead.Unchanged>(await file.ReadAsync(written, default));
            Assert.NotEqual(version, written);
            version = written;
        }
    }

    [AzuriteFact]
    public async Task Replaced_ByWhoHasNotSeenTheLastVersion_IsOvertaken()
    {
        var container = await OpenAsync();
        var file = new BlobFile(container, "head", 10);
        var first = Assert.IsType<VersionedWrite.Written>(await file.ReplaceAsync("1"u8.ToArray(), null, default)).Version;
        Assert.IsType<VersionedWrite.Overtaken>(await file.ReplaceAsync("2"u8.ToArray(), null, default));
        var second = Assert.IsType<VersionedWrite.Written>(await file.ReplaceAsync("1"u8.ToArray(), first, default)).Version;
        Assert.IsType<VersionedWrite.Overtaken>(await file.ReplaceAsync("2"u8.ToArray(), first, default));
        Assert.Equal("1"u8.ToArray(), Assert.IsType<VersionedRead.Found>(await file.ReadAsync(first, default)).Content.ToArray());

        // One that is gone is no version of anybody's.
        Assert.Null(await container.DeleteAsync("head", default));
        Assert.IsType<VersionedRead.Nothing>(await file.ReadAsync(second, default));
        Assert.IsType<VersionedWrite.Overtaken>(await file.ReplaceAsync("2"u8.ToArray(), second, default));
        Assert.IsType<VersionedWrite.Written>(await file.ReplaceAsync("2"u8.ToArray(), null, default));
    }

    /// <summary>Each round both have seen the same version, the first round none.</summary>
    [AzuriteFact]
    public async Task Replaced_ByTwoAtOnce_IsReplacedByOneOfThem()
    {
        var container = await OpenAsync();
        BlobFile[] writers = [new(container, "race", 8), new(container, "race", 8)];
        string? version = null;
        for (var round = 0; round < 50; round++)
        {
            var writes = await Task.WhenAll(writers.Select(async (file, i) =>
            {
                var content = new[] { (byte)round, (byte)i };
                return (Content: content, Write: await file.ReplaceAsync(content, version, default));
            }));
            var winner = Assert.Single(writes, write => write.Write is VersionedWrite.Written);
            Assert.Single(writes, write => write.Write is VersionedWrite.Overtaken);
            version = Assert.IsType<VersionedWrite.Written>(winner.Write).Version;
            var found = Assert.IsType<VersionedRead.Found>(await writers[round % 2].ReadAsync(null, default));
            Assert.Equal(version, found.Version);
            Assert.Equal(winner.Content, found.Content.ToArray());
        }
    }

    [AzuriteFact]
    public async Task Read_OfWhatIsLongerThanItMayBe_Fails()
    {
        var container = await OpenAsync();
        Assert.IsType<VersionedWrite.Written>(await new BlobFile(container, "long", 1_000).ReplaceAsync(new byte[1_000], null, default));
        Assert.Equal(new VersionedRead.Failed("blob long: 1000 bytes, at most 999 are read"), await new BlobFile(container, "long", 999).ReadAsync(null, default));
    }

    private async Task<BlobContainer> OpenAsync() =>
        new(await fixture.NewContainerAsync(), new TestCredential(TimeProvider.System), (await fixture.StartedAsync()).Http, TimeProvider.System);
}
