using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.KeyVault.Tests;

/// <summary>Damaged answers, by the thousand.</summary>
public sealed class KeyVaultHostileTests
{
    private const int Cases = 20_000;

    private static readonly Uri Id = new("https://vault.example/keys/attester/1");

    [Fact]
    public async Task Sign_DamagedAnswers_ASignatureOfThePinnedKeyOrAnException()
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        var digest = Keys.Digest("a batch");
        var good = new JsonObject { ["kid"] = Id.AbsoluteUri, ["value"] = Base64Url.EncodeToString(LocalVault.Sign(key, digest)) };
        await RunAsync(key, good, async (signer, description) =>
        {
            try
            {
                var signature = await signer.SignAsync(digest);
                Assert.True(Secp256k1.TryRecoverAddress(digest, signature, out var recovered) && recovered == signer.Address, description);
            }
            catch (CryptographicException refused)
            {
                Assert.StartsWith($"key vault, {signer.Address}: ", refused.Message, StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public async Task Verify_DamagedAnswers_NeverThrows()
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        var point = LocalVault.PublicKeyOf(key);
        var good = new JsonObject
        {
            ["key"] = new JsonObject
            {
                ["kid"] = Id.AbsoluteUri, ["kty"] = "EC-HSM", ["crv"] = "P-256K", ["key_ops"] = new JsonArray("sign"),
                ["x"] = Base64Url.EncodeToString(point.AsSpan(0, 32)), ["y"] = Base64Url.EncodeToString(point.AsSpan(32)),
            },
            ["attributes"] = new JsonObject { ["enabled"] = true },
        };
        await RunAsync(key, good, async (signer, _) => await signer.VerifyAsync());
    }

    private static async Task RunAsync(ECDsa key, JsonObject good, Func<KeyVaultSigner, string, Task> askAsync)
    {
        using var wire = new Wire();
        using var http = new HttpClient(wire);
        var signer = new KeyVaultSigner(
            KeyVaultKey.Create(Id, LocalVault.PublicKeyOf(key)), new TestCredential(TimeProvider.System), http, TimeProvider.System, new() { Limits = new() { Budget = TimeSpan.Zero } });
        var (mutator, bytes) = (new Mutator(2_112), System.Text.Encoding.UTF8.GetBytes(good.ToJsonString()));
        for (var i = 0; i < Cases; i++)
        {
            wire.Body = mutator.Next(bytes);
            await askAsync(signer, mutator.Describe(i));
        }
    }

    private sealed class Wire : HttpMessageHandler
    {
        public byte[] Body { get; set; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Body) });
    }
}
