using System.Globalization;
using System.Security.Cryptography;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Node.Capture;

/// <summary>Names requests by method, host, the endpoint's place in its list, and what is asked: without the parts of an address that may be a credential.</summary>
/// <remarks>The configuration of a repetition has the same hosts in the same places, and other paths (<see cref="CapturePlan"/>).</remarks>
internal sealed class RequestKeys(NodeConfig config)
{
    // A node is asked at its very address, a Hermes server at what follows its path: of two such paths the longer one is meant.
    private readonly List<(string Address, int Place)> _nodes = [.. config.Chains.SelectMany(static chain => chain.Options.Endpoints.Select(static (node, place) => (node.AbsoluteUri, place)))];
    private readonly List<(string Path, int Place)> _hermes = [.. config.Pyth.Endpoints.Select(static (server, place) => (PathOf(server), place)).OrderByDescending(static one => one.Item1.Length)];

    public async Task<string> OfAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var address = request.RequestUri!;
        var asked = request.Content is null ? System.Text.Encoding.UTF8.GetBytes(Ids(address)) : await request.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        var head = System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{request.Method} {address.Authority} {PlaceOf(address)}\n"));
        return Convert.ToHexStringLower(SHA256.HashData([.. head, .. asked]));
    }

    private int PlaceOf(Uri address)
    {
        foreach (var (node, place) in _nodes)
        {
            if (address.AbsoluteUri == node) return place;
        }

        var path = PathOf(address);
        foreach (var (server, place) in _hermes)
        {
            if (path.StartsWith(server, StringComparison.Ordinal)) return place;
        }

        throw new InvalidOperationException("A request to an address that is no endpoint of the configuration.");
    }

    /// <summary>Ends with a slash.</summary>
    private static string PathOf(Uri address) => address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";

    /// <summary>Of a Hermes query the price ids only.</summary>
    private static string Ids(Uri address) =>
        string.Join('&', address.Query.TrimStart('?').Split('&').Where(part => Uri.UnescapeDataString(part).StartsWith("ids", StringComparison.Ordinal)));
}
