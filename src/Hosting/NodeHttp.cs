namespace CrossChainOracle.Hosting;

/// <summary>The HTTP client that all readers share. Time limits are the readers' own; nothing is redirected or remembered.</summary>
public static class NodeHttp
{
    public static HttpClient Client() => Client(Handler());

    public static HttpClient Client(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    public static HttpMessageHandler Handler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    };
}
