using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>The two verbs of Blob storage that bodies need, as its REST interface documents them. (<c>tests/Azure.Blobs.Tests</c> holds the client against azurite.)</summary>
internal sealed class BlobService
{
    public const string Host = "blobs.test";

    /// <summary>By path.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Put)
        {
            Assert.Equal("*", Assert.Single(request.Headers.GetValues("If-None-Match")));
            return Blobs.TryAdd(path, await request.Content!.ReadAsByteArrayAsync()) ? new(HttpStatusCode.Created) : Error(HttpStatusCode.Conflict, "BlobAlreadyExists");
        }

        if (!Blobs.TryGetValue(path, out var content)) return Error(HttpStatusCode.NotFound, "BlobNotFound");
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };
#pragma warning disable CA5351 // The service's own field; what a body is, its digest says.
        answer.Content.Headers.ContentMD5 = MD5.HashData(content);
#pragma warning restore CA5351
        return answer;
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string code)
    {
        var answer = new HttpResponseMessage(status);
        answer.Headers.Add("x-ms-error-code", code);
        return answer;
    }
}
