using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;
using CrossChainOracle.Azure.Rest;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Azure.KeyVault;

/// <summary>Signs with a key that never leaves its vault: ES256K over the REST interface of Key Vault. Thread-safe.</summary>
/// <remarks>
/// What the vault answers leaves only when it recovers to the pinned public key over the digest that was asked for: neither a vault that is mistaken, nor whoever
/// speaks in its name, makes this attester say anything else. The HTTP client is shared and not disposed here; <see cref="RestClient.CreateHttp"/> makes a fitting one.
/// </remarks>
public sealed class KeyVaultSigner : ISigner
{
    /// <summary><c>api-version</c> of every request.</summary>
    public const string ApiVersion = "7.4";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly KeyVaultKey _key;
    private readonly RestClient _rest;

    /// <param name="key">Which key, and what it is known to be.</param>
    /// <param name="credential">Of an identity that may read that key and sign with it.</param>
    /// <param name="http">For the requests.</param>
    /// <param name="time">For time limits, pauses and the expiry of tokens.</param>
    /// <param name="options">Null for the defaults.</param>
    public KeyVaultSigner(KeyVaultKey key, TokenCredential credential, HttpClient http, TimeProvider time, KeyVaultOptions? options = null)
    {
        options ??= new();
        (_key, Address) = (key, key.Address);
        _rest = new(http, new TokenCache(credential, options.Scope, time), options.Limits, time);
    }

    public EvmAddress Address { get; }

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The vault did not sign, or not with the pinned key over this digest. The message says which, and names neither address nor token.</exception>
    public async ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default)
    {
        var value = new byte[Hash256.Size];
        digest.CopyTo(value);
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["alg"] = "ES256K", ["value"] = Base64Url.EncodeToString(value) });
        var answer = await AskAsync(() => Request(HttpMethod.Post, "/sign", body), ct).ConfigureAwait(false);
        if (answer.Status != HttpStatusCode.OK) throw Wrong(Refusal(answer));
        if (answer.Body is null) throw Wrong("its answer is no JSON object");
        if (!_key.IsNamedBy(KeyVaultAnswer.Text(answer.Body, "kid"))) throw Wrong("it signed with another key or version than the pinned one");
        if (KeyVaultAnswer.Bytes(answer.Body, "value") is not { Length: 64 } signature) throw Wrong("its signature is not 64 bytes of base64url");
        return KeyVaultSignature.Recoverable(signature, digest, _key.PublicKey.Span) ?? throw Wrong("its signature is not the pinned key's over this digest");
    }

    /// <summary>Asks the vault whether the key is what it is taken for, before anything depends on it: <c>EC</c> or <c>EC-HSM</c>, <c>P-256K</c>, the pinned point, enabled, and may sign.</summary>
    public async ValueTask<KeyVaultVerification> VerifyAsync(CancellationToken ct = default)
    {
        try
        {
            var answer = await AskAsync(() => Request(HttpMethod.Get, string.Empty), ct).ConfigureAwait(false);
            if (answer.Status == HttpStatusCode.NotFound) return new KeyVaultVerification.Refused($"the vault has no such key or version: {Refusal(answer)}");
            if (answer.Status != HttpStatusCode.OK) return new KeyVaultVerification.Failed(Refusal(answer));
            return KeyVaultKeyCheck.Problem(answer.Body, _key) is { } problem ? new KeyVaultVerification.Refused(problem) : new KeyVaultVerification.Verified();
        }
        catch (CryptographicException cause)
        {
            return new KeyVaultVerification.Failed(cause.Message);
        }
    }

    public override string ToString() => $"key vault signer {Address}";

    private async ValueTask<KeyVaultAnswer> AskAsync(Func<HttpRequestMessage> request, CancellationToken ct) =>
        await _rest.SendAsync(request, KeyVaultAnswer.ReadAsync, isRepeatable: true, ct).ConfigureAwait(false) switch
        {
            RestOutcome<KeyVaultAnswer>.Answered answered => answered.Value,
            RestOutcome<KeyVaultAnswer>.Broken broken => throw Wrong(broken.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };

    private HttpRequestMessage Request(HttpMethod method, string operation, byte[]? body = null)
    {
        var request = new HttpRequestMessage(method, $"{_key.Id.AbsoluteUri}{operation}?api-version={ApiVersion}");
        if (body is null) return request;
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = Json;
        return request;
    }

    private CryptographicException Wrong(string what) => new($"key vault, {Address}: {what}");

    private static string Refusal(KeyVaultAnswer answer) => $"HTTP {(int)answer.Status}{(answer.Code is null ? string.Empty : " ")}{answer.Code}";
}
