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
        }
    }

    private async Task<BlobContainer> OpenAsync() => Open(await fixture.StartedAsync(), await fixture.NewContainerAsync());

    private static BlobContainer Open(Azurite azurite, Uri container, TestCredential? credential = null) =>
        new(container, credential ?? new TestCredential(TimeProvider.System), azurite.Http, TimeProvider.System);
}
