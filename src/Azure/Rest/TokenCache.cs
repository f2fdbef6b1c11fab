using Azure.Core;

namespace CrossChainOracle.Azure.Rest;

/// <summary>The token for one scope, kept until shortly before it expires. Thread-safe: callers that arrive together may each ask the credential.</summary>
/// <param name="credential">Where tokens come from.</param>
/// <param name="scope">Such as <c>https://storage.azure.com/.default</c>.</param>
/// <param name="time">Judges expiry.</param>
public sealed class TokenCache(TokenCredential credential, string scope, TimeProvider time)
{
    /// <summary>A token is not used in its last minutes: a request that starts now must still be within it when it arrives.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private AccessToken? _token;

    /// <summary>A token that holds, from memory where it can be.</summary>
    internal ValueTask<string> GetAsync(CancellationToken ct) => GetAsync(refused: null, claims: null, ct);

    /// <summary>Another token than the one a service refused, with the claims that its challenge asks for, if any.</summary>
    internal ValueTask<string> RenewAsync(string refused, string? claims, CancellationToken ct) => GetAsync(refused, claims, ct);

    private async ValueTask<string> GetAsync(string? refused, string? claims, CancellationToken ct)
    {
        lock (_gate)
        {
            if (_token is { } kept && kept.Token != refused && time.GetUtcNow() < Until(kept)) return kept.Token;
        }

        var context = new TokenRequestContext([scope], claims: claims, isCaeEnabled: claims is not null);
        // Not every credential looks at the cancellation.
        var fresh = await credential.GetTokenAsync(context, ct).AsTask().WaitAsync(ct).ConfigureAwait(false);
        lock (_gate) _token = fresh;
        return fresh.Token;
    }

    private static DateTimeOffset Until(AccessToken token) => token.RefreshOn is { } refresh && refresh < token.ExpiresOn - Margin ? refresh : token.ExpiresOn - Margin;
}
