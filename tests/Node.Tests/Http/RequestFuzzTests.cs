using System.Net.Sockets;
using System.Text;
using CrossChainOracle.Node.Tests.Kit;

namespace CrossChainOracle.Node.Tests.Http;

[Collection(CalmNode.Collection)]
public sealed class RequestFuzzTests(CalmNode calm)
{
    private const int Seed = 20_261_120;
    private const int Cases = 3_000;

    private static readonly string[] Methods = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "CONNECT", "get", "G\u0001T", "", new('X', 300)];
    private static readonly string[] Paths = ["/", "/v1/feeds", "/v1/feeds/ETH-USD/latest", "/v1/shards/sandbox/batches/0", "/v1/attesters", "/v1/stream", "/health", "/openapi/v1.json", "/openapi/v2.json", "*", "http://x/v1/feeds"];
    private static readonly string[] Pieces = ["%2F", "%00", "%", "%zz", "%c0%ae", "../", "..%2f", "//", "\\", "?", "#", "&lastEventId=earliest", "?lastEventId=", "{", "}", "'", "\"", "<script>", "%F0%9F%92%A9", "\u00e9", "-1", "18446744073709551616", "00000000000000000000", " ", "\t", ";", "@"];

    /// <summary>Whatever is asked, the answer is a refusal or a 200, and the node goes on.</summary>
    [Fact]
    public async Task Requests_OfAnyKind_NeverBreakTheNode()
    {
        var node = calm.Running;
        var random = new Random(Seed);
        var statuses = new Dictionary<int, int>();
        for (var i = 0; i < Cases; i++)
        {
            var request = Request(random);
            var status = await SendAsync(node.Server.Address, request);
            Assert.True(status is 0 or (>= 200 and < 500) or 505, $"seed {Seed}, case {i}: {status} to {request[..Math.Min(request.Length, 200)]}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        Assert.True(statuses.ContainsKey(200) && statuses.ContainsKey(400) && statuses.ContainsKey(404) && statuses.ContainsKey(405) && statuses.ContainsKey(431), string.Join(", ", statuses));
        Assert.Contains("ETH/USD", await node.GetAsync("/v1/feeds"), StringComparison.Ordinal);
    }

    private static string Request(Random random)
    {
        var path = new StringBuilder(Paths[random.Next(Paths.Length)]);
        for (var edits = random.Next(4); edits > 0; edits--) path.Insert(random.Next(path.Length + 1), Pieces[random.Next(Pieces.Length)]);
        if (random.Next(40) == 0) path.Append('a', random.Next(20_000));
        var request = new StringBuilder($"{Methods[random.Next(Methods.Length)]} {path} {(random.Next(20) == 0 ? "HTTP/9.9" : "HTTP/1.1")}\r\nHost: x\r\n");
        if (random.Next(3) == 0) request.Append("Last-Event-ID: ").Append(random.Next(2) == 0 ? "earliest" : Pieces[random.Next(Pieces.Length)]).Append("\r\n");
        if (random.Next(5) == 0) request.Append("Accept: ").Append((char)random.Next(1, 255), random.Next(1, 50)).Append("\r\n");
        if (random.Next(40) == 0) request.Append("X: ").Append('b', 40_000).Append("\r\n");
        if (random.Next(40) == 0) request.Append(string.Concat(Enumerable.Range(0, 200).Select(i => $"h{i}: 1\r\n")));
        if (random.Next(10) == 0) request.Append($"Content-Length: {(random.Next(2) == 0 ? "5" : "99999999999999999999")}\r\n");
        if (random.Next(20) == 0) request.Append("Transfer-Encoding: chunked\r\n");
        if (random.Next(20) != 0) request.Append("\r\n");
        return request.Append(random.Next(10) == 0 ? "12345" : "").ToString();
    }

    /// <summary>The status; 0 where the server only closed.</summary>
    private static async Task<int> SendAsync(Uri address, string request)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port);
        using var stream = client.GetStream();
        var head = new byte[12];
        try
        {
            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request));
            client.Client.Shutdown(SocketShutdown.Send);
            await stream.ReadExactlyAsync(head);
        }
        catch (Exception closed) when (closed is IOException or EndOfStreamException or SocketException)
        {
            return 0;
        }

        return int.Parse(System.Text.Encoding.ASCII.GetString(head)[9..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
