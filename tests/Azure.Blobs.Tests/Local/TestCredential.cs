using System.Text.Json.Nodes;
using Azure.Core;

namespace CrossChainOracle.Azure.Blobs.Tests.Local;

/// <summary>Makes tokens of the shape that Entra gives out and azurite's basic OAuth checks: issuer, audience, lifetime. Nobody checks the signature.</summary>
public sealed class TestCredential(TimeProvider time) : TokenCredential
{
    private readonly Lock _gate = new();
    private readonly List<TokenRequestContext> _asked = [];

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);

    public string Audience { get; init; } = "https://storage.azure.com";

    /// <summary>Instead of a token, when given.</summary>
    public Func<CancellationToken, Task>? Trouble { get; set; }

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyList<TokenRequestContext> Asked
    {
        get
        {
            lock (_gate) return [.. _asked];
        }
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        int number;
        lock (_gate)
        {
            _asked.Add(requestContext);
            number = _asked.Count;
        }

        if (Trouble is not null) await Trouble(cancellationToken);
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["aud"] = Audience,
            ["iss"] = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
            ["iat"] = now.ToUnixTimeSeconds() - 60,
            ["nbf"] = now.ToUnixTimeSeconds() - 60,
            ["exp"] = (now + Lifetime).ToUnixTimeSeconds(),
            ["uti"] = $"token {number}",
        };
        return new($"{Encode("""{"typ":"JWT","alg":"RS256"}""")}.{Encode(claims.ToJsonString())}.{Encode("topsecret")}", now + Lifetime);
    }

    private static string Encode(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
