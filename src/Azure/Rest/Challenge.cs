using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace CrossChainOracle.Azure.Rest;

/// <summary>What a 401 asks of the next token (continuous access evaluation: <c>Bearer …, error="insufficient_claims", claims="base64"</c>).</summary>
internal static partial class Challenge
{
    private const int LongestClaims = 4_096;

    /// <summary>The claims as JSON text; null where there are none. Nothing else of a challenge is believed: whom a token is for is configuration.</summary>
    public static string? Claims(HttpHeaderValueCollection<AuthenticationHeaderValue> challenges)
    {
        var encoded = challenges.Where(challenge => challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            .Select(challenge => ClaimsParameter().Match(challenge.Parameter ?? string.Empty))
            .FirstOrDefault(match => match.Success)?.Groups[1].Value;
        if (encoded is null || encoded.Length > LongestClaims) return null;
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, bytes, out var written) ? Encoding.UTF8.GetString(bytes, 0, written) : null;
    }

    [GeneratedRegex("(?:^|[ ,])claims=\"([A-Za-z0-9+/=]+)\"")]
    private static partial Regex ClaimsParameter();
}
