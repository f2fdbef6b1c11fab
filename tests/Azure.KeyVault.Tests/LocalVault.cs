using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Domain;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Azure.KeyVault.Tests;

/// <summary>A web server on loopback, over HTTPS, that answers as Key Vault's REST interface is documented, with one real secp256k1 key.</summary>
public sealed class LocalVault : IAsyncDisposable
{
    public const string Version = "0123456789abcdef0123456789abcdef";

    private static readonly ECCurve Curve = ECCurve.CreateFromValue("1.3.132.0.10");

    private readonly OwnCertificate _certificate = new();
    private readonly WebApplication _app;
    private int _requests;

    private LocalVault()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate.Certificate)));
        _app = builder.Build();
        _app.Run(AnswerAsync);
        Http = _certificate.CreateHttp();
    }

    public ECDsa Key { get; } = ECDsa.Create(Curve);

    /// <summary>Answers the request of this number, from 0, instead of the vault, and says so with true.</summary>
    public Func<HttpContext, int, Task<bool>> Trouble { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Changes what the vault signed before it is sent.</summary>
    public Func<byte[], Hash256, byte[]> Signature { get; set; } = (signature, _) => signature;

    /// <summary>Changes an answer before it is sent.</summary>
    public Action<JsonObject> Answer { get; set; } = _ => { };

    public HttpClient Http { get; }

    public int Requests => _requests;

    public Uri KeyId { get; private set; } = null!;

    public KeyVaultKey Pinned => KeyVaultKey.Create(KeyId, PublicKeyOf(Key));

    public static async Task<LocalVault> StartAsync()
    {
        var vault = new LocalVault();
        await vault._app.StartAsync();
        var address = vault._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        vault.KeyId = new($"{address}/keys/attester/{Version}");
        return vault;
    }

    public static byte[] PublicKeyOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [.. point.X!, .. point.Y!];
    }

    public static byte[] Sign(ECDsa key, Hash256 digest)
    {
        lock (key) return key.SignHash(digest.ToArray(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        _certificate.Dispose();
        Key.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _requests) - 1;
        if (await Trouble(context, number)) return;
        var (path, method) = (context.Request.Path.Value!, context.Request.Method);
        if (!context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal)) await ErrorAsync(context, 401, "Unauthorized");
        else if (context.Request.Query["api-version"] != "7.4") await ErrorAsync(context, 400, "BadParameter");
        else if (method == "POST" && path == $"{KeyId.AbsolutePath}/sign") await SignAsync(context);
        else if (method == "GET" && path == KeyId.AbsolutePath) await SendAsync(context, Describe());
        else await ErrorAsync(context, 404, "KeyNotFound");
    }

    private async Task SignAsync(HttpContext context)
    {
        var asked = await JsonNode.ParseAsync(context.Request.Body);
        var value = Base64Url.DecodeFromChars((string)asked!["value"]!);
        if ((string?)asked["alg"] != "ES256K" || value.Length != 32)
        {
            await ErrorAsync(context, 400, "BadParameter");
            return;
        }

        var digest = Hash256.From(value);
        await SendAsync(context, new() { ["kid"] = KeyId.AbsoluteUri, ["value"] = Base64Url.EncodeToString(Signature(Sign(Key, digest), digest)) });
    }

    private JsonObject Describe()
    {
        var point = PublicKeyOf(Key);
        return new()
        {
            ["key"] = new JsonObject
            {
                ["kid"] = KeyId.AbsoluteUri,
                ["kty"] = "EC-HSM",
                ["crv"] = "P-256K",
                ["key_ops"] = new JsonArray("sign", "verify"),
                ["x"] = Base64Url.EncodeToString(point.AsSpan(0, 32)),
                ["y"] = Base64Url.EncodeToString(point.AsSpan(32)),
            },
            ["attributes"] = new JsonObject { ["enabled"] = true, ["created"] = 1_790_000_000, ["recoveryLevel"] = "Recoverable+Purgeable" },
        };
    }

    private async Task SendAsync(HttpContext context, JsonObject answer)
    {
        Answer(answer);
        await TextAsync(context, 200, answer.ToJsonString());
    }

    public static Task ErrorAsync(HttpContext context, int status, string code) =>
        TextAsync(context, status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = "hidden tenant and caller" } }.ToJsonString());

    public static async Task TextAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status == 401) context.Response.Headers.WWWAuthenticate = "Bearer authorization=\"https://login.example/hidden\", resource=\"https://vault.azure.net\"";
        await context.Response.WriteAsync(body);
    }
}
