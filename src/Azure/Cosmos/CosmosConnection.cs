using global::Azure.Core;
using Microsoft.Azure.Cosmos;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>The SDK's client, told to do what it is asked and nothing more: each call is one request, and whoever called decides what to do about its answer.</summary>
public static class CosmosConnection
{
    /// <param name="account">Of the account, such as <c>https://NAME.documents.azure.com:443/</c>.</param>
    /// <param name="credential">An identity; keys are switched off on the account.</param>
    /// <param name="http">Makes the client's HTTP client; null: the SDK's own.</param>
    public static CosmosClient Open(Uri account, TokenCredential credential, Func<HttpClient>? http = null) => new(account.AbsoluteUri, credential, Options(http));

    private static CosmosClientOptions Options(Func<HttpClient>? http) => new()
    {
        ApplicationName = "CrossChainOracle",

        // One port, 443: direct mode needs a wide range of ports over a private endpoint.
        ConnectionMode = ConnectionMode.Gateway,
        HttpClientFactory = http,

        // A write that goes to another region, or again, or waits inside the SDK would hide that the first one's outcome is unknown.
        LimitToEndpoint = true,
        MaxRetryAttemptsOnRateLimitedRequests = 0,
        MaxRetryWaitTimeOnRateLimitedRequests = TimeSpan.Zero,

        // Writes are answered by their status alone.
        EnableContentResponseOnWrite = false,
        CosmosClientTelemetryOptions = new() { DisableDistributedTracing = true, DisableSendingMetricsToService = true },
    };
}
