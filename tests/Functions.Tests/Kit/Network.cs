using System.Net;
using System.Text.Json;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>Hermes as it answered on 1 June 2026, byte for byte.</summary>
internal sealed class RecordedHermes : HttpMessageHandler
{
    private static readonly string Answer = File.ReadAllText(Repository.PathOf("tests", "data", "pyth", "hermes_v2", "rest_latest_eth_20260601_gs6.json"));

    /// <summary>When the recorded price was published, Unix milliseconds.</summary>
    public static long PublishedAt { get; } = JsonDocument.Parse(Answer).RootElement.GetProperty("parsed")[0].GetProperty("price").GetProperty("publish_time").GetInt64() * 1_000;

    public const string EthUsd = "0xff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace";

    /// <summary>True: nobody answers.</summary>
    public bool IsDown { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsDown
            ? Task.FromException<HttpResponseMessage>(new HttpRequestException("no route to host"))
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer, System.Text.Encoding.UTF8, "application/json"), RequestMessage = request });
}
