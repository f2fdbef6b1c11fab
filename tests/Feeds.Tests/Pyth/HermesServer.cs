using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Tests.Pyth;

/// <summary>A Hermes server on loopback that answers as a test tells it to, down to the bytes on the wire.</summary>
public sealed class HermesServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Func<Call, Task> _answer;
    private readonly Task _serving;

    /// <param name="answer">Called for each connection with its request.</param>
    public HermesServer(Func<Call, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hermes"));

    /// <summary>Every request's head so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>A server that sends the same to everyone.</summary>
    public static HermesServer Always(int status, string body, string headers = "") => new(call => call.RespondAsync(status, body, headers));

    /// <summary>An address where nobody listens.</summary>
    public static Uri Dead()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    public static string Json(params byte[][] updates) =>
        "{\"binary\":{\"encoding\":\"hex\",\"data\":[" + string.Join(',', updates.Select(update => $"\"{Convert.ToHexStringLower(update)}\"")) + "]}}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var calls = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                calls.Add(HandleAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task HandleAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var head = new StringBuilder();
                var buffer = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stop.Token) > 0) head.Append((char)buffer[0]);
                _requests.Enqueue(head.ToString());
                await _answer(new(head.ToString(), stream, _stop.Token));
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The reader hung up, or the test is over.
            }
        }
    }

    /// <summary>One request and the way to answer it. The connection closes when the answer's task ends.</summary>
    public sealed record Call(string Head, NetworkStream Stream, CancellationToken Cancellation)
    {
        public bool IsStream => Head.StartsWith("GET /hermes/v2/updates/price/stream?", StringComparison.Ordinal);

        public Hash256[] Ids => [.. Head.Split(' ')[1].Split('?')[1].Split('&').Where(part => part.StartsWith("ids[]=", StringComparison.Ordinal)).Select(part => Hash256.Parse(part[6..]))];

        public Task RespondAsync(int status, string body, string headers = "") =>
            WriteAsync($"HTTP/1.1 {status} X\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}");

        public Task BeginStreamAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");

        public Task SendAsync(string data) => WriteAsync($"data:{data}\n\n");

        public Task SilenceAsync() => Task.Delay(Timeout.Infinite, Cancellation);

        public async Task WriteAsync(string text) => await Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), Cancellation);
    }
}
