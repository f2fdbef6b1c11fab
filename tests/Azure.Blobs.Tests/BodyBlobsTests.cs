using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Blobs.Tests;

/// <summary>Bodies by their digest: whatever came of earlier attempts, what is said to be durable is there.</summary>
public sealed class BodyBlobsTests : OnTheWire
{
    private static readonly Hash256 Digest = Keccak256.Hash(Content);

    public static TheoryData<string, string?, Reply[]> Puts => new()
    {
        { "created", null, [Reply.Empty(201)] },
        { "there already", null, [Reply.Error(409, "BlobAlreadyExists"), new Reply(200, Content)] },
        { "unknown, then created", null, [Reply.Empty(500), Reply.Empty(201)] },
        { "unknown, and it was created", null, [Reply.Empty(500), Reply.Error(409, "BlobAlreadyExists"), new Reply(200, Content)] },
        { "unknown for ever", $"blob {Digest}: HTTP 500", [Reply.Empty(500), Reply.Empty(500), Reply.Empty(500)] },
        { "refused", $"blob {Digest}: HTTP 403 AuthorizationFailure", [Reply.Error(403, "AuthorizationFailure")] },
        { "other bytes", "another body lies under its digest", [Reply.Error(409, "BlobAlreadyExists"), new Reply(200, "another"u8.ToArray())] },
        { "more bytes", "another body lies under its digest", [Reply.Error(409, "BlobAlreadyExists"), new Reply(200, [.. Content, 0])] },
        { "gone meanwhile", "was there and is gone", [Reply.Error(409, "BlobAlreadyExists"), Reply.Error(404, "BlobNotFound")] },
        { "there, and cannot be read", $"blob {Digest}: HTTP 403 AuthorizationFailure", [Reply.Error(409, "BlobAlreadyExists"), Reply.Error(403, "AuthorizationFailure")] },
    };

    [Theory]
    [MemberData(nameof(Puts))]
    public async Task Put_AnsweredSo_EndsSo(string name, string? expected, Reply[] replies)
    {
        Assert.NotEmpty(name);
        using var server = new ScriptedHttps(replies);
        Assert.Equal(expected, await new BodyBlobs(Open(server, Once)).PutAsync(Digest, Content, default));
        Assert.Equal(replies.Length, server.Requests.Count);
        Assert.All(server.Requests, asked => Assert.Equal($"/account/container/{BodyBlobs.NameOf(Digest)}", asked.Target));
    }

    [Fact]
    public void NameOf_IsTheDigest() => Assert.Equal($"0x{Convert.ToHexStringLower(Digest.ToArray())}", BodyBlobs.NameOf(Digest));
}
