using System.Net.Http.Headers;
using System.Text;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>One Hermes server and the key that we may show it.</summary>
/// <remarks>Texts about an endpoint name its host and port only: providers put credentials into paths, too.</remarks>
public sealed class PythEndpoint
{
    private readonly AuthenticationHeaderValue? _authorization;

    /// <param name="address">Such as <c>https://hermes.pyth.network</c> or <c>https://pyth.dourolabs.app/hermes</c>.</param>
    /// <param name="apiKey">Sent as a bearer token; null for servers that want none.</param>
    /// <exception cref="ArgumentException">
    /// Not an absolute http or https address, or a key that is no header text, or one that would travel unencrypted beyond this machine.
    /// </exception>
    public PythEndpoint(Uri address, string? apiKey = null)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("An endpoint is an absolute http or https address.", nameof(address));
        }

        if (apiKey is not null && address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
        {
            throw new ArgumentException($"The key for {address.IdnHost} would travel unencrypted: use https.", nameof(address));
        }

        if (apiKey is not null && (apiKey.Length == 0 || !apiKey.All(letter => letter is > ' ' and <= '~')))
        {
            throw new ArgumentException($"The key for {address.IdnHost} is empty or has characters that no header carries.", nameof(apiKey));
        }

        Address = address;
        Name = $"{address.IdnHost}:{address.Port}";
        _authorization = apiKey is null ? null : new("Bearer", apiKey);
    }

    /// <summary>Host and port: what logs and failures may say.</summary>
    public string Name { get; }

    internal Uri Address { get; }

    public override string ToString() => Name;

    internal void Authorize(HttpRequestMessage request) => request.Headers.Authorization = _authorization;
}

/// <summary>Requests of the Hermes v2 API.</summary>
internal static class Request
{
    /// <summary>The newest update of each feed, once.</summary>
    public static HttpRequestMessage Latest(PythEndpoint endpoint, IEnumerable<Hash256> ids) => Get(endpoint, "v2/updates/price/latest", ids, "application/json");

    /// <summary>Every update, as server-sent events.</summary>
    public static HttpRequestMessage Stream(PythEndpoint endpoint, IEnumerable<Hash256> ids) => Get(endpoint, "v2/updates/price/stream", ids, "text/event-stream");

    // Without ignore_invalid_price_ids one id that Hermes does not know would cost all the others their prices.
    private static HttpRequestMessage Get(PythEndpoint endpoint, string path, IEnumerable<Hash256> ids, string accept)
    {
        var address = new StringBuilder(endpoint.Address.GetLeftPart(UriPartial.Path).TrimEnd('/')).Append('/').Append(path).Append('?');
        foreach (var id in ids) address.Append("ids[]=").Append(id.ToString()).Append('&');
        address.Append("encoding=hex&parsed=false&ignore_invalid_price_ids=true");
        var request = new HttpRequestMessage(HttpMethod.Get, address.ToString());
        request.Headers.Accept.Add(new(accept));
        endpoint.Authorize(request);
        return request;
    }
}
