using CrossChainOracle.Azure.Blobs.Tests.Local;

namespace CrossChainOracle.Azure.Blobs.Tests;

/// <summary>Against a real Blob service.</summary>
[Trait("Category", "Azurite")]
public sealed class BlobContainerTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    [AzuriteFact]
    public async Task Created_IsReadAsItWasWritten_AndNeverChanges()
    {
        var container = await OpenAsync();
        foreach (var length in new[] { 0, 1, 109, 300_000 })
        {
            var content = new byte[length];
            new Random(length).NextBytes(content);
            var name = $"majors/{length:d20}";
            Assert.IsType<BlobGet.NotFound>(await container.ReadAsync(name, length, default));
            Assert.IsType<BlobPut.Created>(await container.CreateAsync(name, content, default));
            Assert.IsType<BlobPut.Exists>(await container.CreateAsync(name, content, default));
            Assert.IsType<BlobPut.Exists>(await container.CreateAsync(name, new byte[] { 1, 2, 3 }, default));
            Assert.Equal(content, Assert.IsType<BlobGet.Found>(await container.ReadAsync(name, length, default)).Content);
        }
    }

    [AzuriteFact]
    public async Task Created_ByManyAtOnce_IsCreatedOnce()
    {
        var container = await OpenAsync();
        for (var round = 0; round < 5; round++)
        {
            var puts = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i => (Content: (byte)i, Put: await container.CreateAsync($"race/{round}", new[] { (byte)i }, default))));
            var winner = Assert.Single(puts, put => put.Put is BlobPut.Created);
            Assert.All(puts.Except([winner]), put => Assert.IsType<BlobPut.Exists>(put.Put));
            Assert.Equal([winner.Content], Assert.IsType<BlobGet.Found>(await container.ReadAsync($"race/{round}", 1, default)).Content.ToArray());
        }
    }

    [AzuriteFact]
    public async Task Read_OfWhatIsLongerThanTheLimit_IsTooLarge()
    {
        var container = await OpenAsync();
        await container.CreateAsync("long", new byte[1_000], default);
        Assert.Equal(new BlobGet.TooLarge(1_000, 999), await container.ReadAsync("long", 999, default));
        Assert.IsType<BlobGet.Found>(await container.ReadAsync("long", 1_000, default));
    }

    [AzuriteFact]
    public async Task InAContainerThatIsNotThere_NothingIsKnownOfABlob()
    {
        var azurite = await fixture.StartedAsync();
        var container = Open(azurite, new(azurite.Service, "nowhere"));
        Assert.Equal(new BlobPut.Failed("blob a: HTTP 404 ContainerNotFound"), await container.CreateAsync("a", new byte[1], default));
        Assert.Equal(new BlobGet.Failed("blob a: HTTP 404 ContainerNotFound"), await container.ReadAsync("a", 1, default));
        Assert.Equal("blob a: HTTP 404 ContainerNotFound", await container.DeleteAsync("a", default));
        Assert.Equal(new BlobListing.Failed("blobs a*: HTTP 404 ContainerNotFound"), await container.ListAsync("a", 1, default));
    }

    [AzuriteFact]
    public async Task WithATokenForAnother_OrAnExpiredOne_Fails()
    {
        var azurite = await fixture.StartedAsync();
        var address = await fixture.NewContainerAsync();
        foreach (var credential in new[] { new TestCredential(TimeProvider.System) { Audience = "https://vault.azure.net" }, new TestCredential(TimeProvider.System) { Lifetime = TimeSpan.FromMinutes(-5) } })
        {
            var container = Open(azurite, address, credential);
            Assert.Equal(new BlobPut.Failed("blob a: HTTP 403 AuthenticationFailed"), await container.CreateAsync("a", new byte[1], default));
            Assert.Equal(new BlobGet.Failed("blob a: HTTP 403 AuthenticationFailed"), await container.ReadAsync("a", 1, default));
            Assert.Equal("blob a: HTTP 403 AuthenticationFailed", await container.DeleteAsync("a", default));
            Assert.Equal(new BlobListing.Failed("blobs *: HTTP 403 AuthenticationFailed"), await container.ListAsync(string.Empty, 1, default));
        }
    }

    [AzuriteFact]
    public async Task Deleted_IsGone_AndDeletedAgainIsGone()
    {
        var container = await OpenAsync();
        Assert.Null(await container.DeleteAsync("never/there", default));
        await container.CreateAsync("once", new byte[1], default);
        Assert.Null(await container.DeleteAsync("once", default));
        Assert.IsType<BlobGet.NotFound>(await container.ReadAsync("once", 1, default));
        Assert.Null(await container.DeleteAsync("once", default));
        Assert.IsType<BlobPut.Created>(await container.CreateAsync("once", new byte[2], default));
    }

    [AzuriteFact]
    public async Task Listed_IsWhatStartsSo_InOrder_AndNoMoreThanAskedFor()
    {
        var container = await OpenAsync();
        Assert.Equal([], Names(await container.ListAsync(string.Empty, 1, default), isWhole: true));
        string[] names = ["a/00002", "a/00010", "a/00001", "a/00001.x", "a-1", "A/1", "b/1", "a/~2f_"];
        foreach (var name in names) await container.CreateAsync(name, new byte[1], default);
        Assert.Equal(names.Order(StringComparer.Ordinal), Names(await container.ListAsync(string.Empty, 8, default), isWhole: true));
        Assert.Equal(["a/00001", "a/00001.x", "a/00002", "a/00010", "a/~2f_"], Names(await container.ListAsync("a/", 100, default), isWhole: true));
        Assert.Equal(["a/00001", "a/00001.x"], Names(await container.ListAsync("a/", 2, default), isWhole: false));
        Assert.Equal([], Names(await container.ListAsync("c", 2, default), isWhole: true));
        await container.DeleteAsync("a/00001", default);
        Assert.Equal(["a/00001.x"], Names(await container.ListAsync("a/00001", 2, default), isWhole: true));
    }

    /// <summary>A page holds 1,000 names.</summary>
    [AzuriteFact]
    public async Task Listed_OverSeveralPages_IsWhole()
    {
        var container = await OpenAsync();
        var names = Enumerable.Range(0, 2_100).Select(i => $"outbox/{i:d6}").ToArray();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (name, ct) => Assert.IsType<BlobPut.Created>(await container.CreateAsync(name, default, ct)));
        Assert.Equal(names, Names(await container.ListAsync("outbox/", 5_000, default), isWhole: true));
        Assert.Equal(names, Names(await container.ListAsync("outbox/", 2_100, default), isWhole: true));
        Assert.Equal(names[..2_099], Names(await container.ListAsync("outbox/", 2_099, default), isWhole: false));
        Assert.Equal(names[..1_000], Names(await container.ListAsync("outbox/", 1_000, default), isWhole: false));
    }

    [AzuriteFact]
    public async Task Listed_WhateverOthersCallTheirs()
    {
        var azurite = await fixture.StartedAsync();
        var address = await fixture.NewContainerAsync();
        string[] names = ["a b", "a<&>\"'", "aä€😀", "a%2F", "a&amp;"];
        foreach (var name in names) await azurite.PutAsync(address, name);
        Assert.Equal(names.Order(StringComparer.Ordinal), Names(await Open(azurite, address).ListAsync("a", 10, default), isWhole: true));
        Assert.All(names, name => Assert.False(BlobContainer.IsName(name)));
    }

    private static IReadOnlyList<string> Names(BlobListing listing, bool isWhole)
    {
        var listed = Assert.IsType<BlobListing.Listed>(listing);
        Assert.Equal(isWhole, listed.IsWhole);
        return listed.Names;
    }

    private async Task<BlobContainer> OpenAsync() => Open(await fixture.StartedAsync(), await fixture.NewContainerAsync());

    private static BlobContainer Open(Azurite azurite, Uri container, TestCredential? credential = null) =>
        new(container, credential ?? new TestCredential(TimeProvider.System), azurite.Http, TimeProvider.System);
}
