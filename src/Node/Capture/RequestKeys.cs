using System.Globalization;
using System.Security.Cryptography;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Node.Capture;

/// <summary>Names requests by method, host, a node's place in its list, and what is asked: without the parts of an address that may be a credential.</summary>
/// <remarks>
/// The nodes of a chain are asked at once, so that two of one host must be told apart; Hermes servers are asked one after the other. The configuration of a repetition has the same hosts in the same places, and
/// other paths (<see cref="CapturePlan"/>).
/// </remarks>
internal sealed class RequestKeys(NodeConfig config)
{
    private readonly ILookup<string, int> _places = config.Chains.SelectMany(static chain => chain.Options.Endpoints.Index()).ToLookup(static node => node.Item.AbsoluteUri, static node => node.Index);

    public async Task<string> OfAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var address = request.RequestUri!;
        var asked = request.Content is null ? System.Text.Encoding.UTF8.GetBytes(Ids(address)) : await request.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        var head = System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {address.Authority} {_places[address.AbsoluteUri].FirstOrDefault()}\n"));
        return Convert.ToHexStringLower(SHA256.HashData([.. head, .. asked]));
    }

    /// <summary>Of a Hermes query the price ids only.</summary>
    private static string Ids(Uri address) =>
        string.Join('&', address.Query.TrimStart('?').Split('&').Where(part => Uri.UnescapeDataString(part).StartsWith("ids", StringComparison.Ordinal)));
}
