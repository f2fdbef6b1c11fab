using System.Security.Cryptography;

namespace CrossChainOracle.Node.Capture;

/// <summary>Names a request by method, host and what is asked, without the parts of an address that may be a credential.</summary>
internal static class RequestKey
{
    public static async Task<string> OfAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var address = request.RequestUri!;
        var asked = request.Content is null ? System.Text.Encoding.UTF8.GetBytes(Ids(address)) : await request.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        var head = System.Text.Encoding.UTF8.GetBytes($"{request.Method} {address.Authority}\n");
        return Convert.ToHexStringLower(SHA256.HashData([.. head, .. asked]));
    }

    /// <summary>Of a Hermes query the price ids only.</summary>
    private static string Ids(Uri address) =>
        string.Join('&', address.Query.TrimStart('?').Split('&').Where(part => Uri.UnescapeDataString(part).StartsWith("ids", StringComparison.Ordinal)));
}
