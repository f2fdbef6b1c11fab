using CrossChainOracle.Encoding;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Where a node is asked. Paths, queries and user info of such addresses often are credentials: nothing here gives them away.</summary>
public sealed class Endpoint
{
    private const int ShortestSecret = 6;

    private readonly string[] _secrets;

    /// <exception cref="ArgumentException">Not an absolute http or https address; the message does not repeat it.</exception>
    public Endpoint(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")) throw new ArgumentException("An endpoint is an absolute http or https address.", nameof(address));
        Address = address;
        Name = address.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port, UriFormat.UriEscaped);
        _secrets = [.. Secrets(address).Where(secret => secret.Length >= ShortestSecret).Distinct().OrderByDescending(secret => secret.Length)];
    }

    /// <summary>Scheme, host and port: the only part that may be shown.</summary>
    public string Name { get; }

    internal Uri Address { get; }

    /// <summary>What the other side said, without the credentials it may have repeated, as printable ASCII.</summary>
    public string Scrub(string text, int maximum)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        return PlainText.Clean(text, maximum);
    }

    public override string ToString() => Name;

    private static IEnumerable<string> Secrets(Uri address)
    {
        string[] parts = [.. address.AbsolutePath.Split('/'), .. address.Query.TrimStart('?').Split('&', '='), .. address.UserInfo.Split(':')];
        return parts.Concat(parts.Select(Uri.UnescapeDataString));
    }
}
