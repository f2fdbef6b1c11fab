using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CrossChainOracle.Azure.Blobs.Tests.Local;

/// <summary>What arrived.</summary>
public sealed record Asked(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>What the server does with one request.</summary>
public sealed record Reply(int Status, byte[] Body, params string[] Headers)
{
    /// <summary>Content-Length; null: none is sent, and the end of the connection ends the body.</summary>
    public int? Announce { get; init; } = Body.Length;

    /// <summary>Breaks off after so many bytes of the body.</summary>
    public int SendOnly { get; init; } = Body.Length;

    /// <summary>Sends what it sends and then waits for ever.</summary>
    public bool Hang { get; init; }

    /// <summary>Hangs up without a word.</summary>
    public bool HangUp { get; init; }

    public static Reply Empty(int status, params string[] headers) => new(status, [], headers);

    public static Reply Error(int status, string code, params string[] headers) => Empty(status, [$"x-ms-error-code: {code}", .. headers]);

    public static Reply Text(int status, string body, params string[] headers) => new(status, System.Text.Encoding.UTF8.GetBytes(body), headers);
}

/// <summary>An HTTPS server on a free loopback port that can also misbehave, which real services do not do on demand.</summary>
public sealed class ScriptedHttps : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly OwnCertificate _certificate = new();
    private readonly Func<Asked, int, Reply> _answer;
    private readonly List<Asked> _asked = [];
    private readonly SemaphoreSlim _hanging = new(0);

    /// <param name="answer">From the request and its number, from 0.</param>
    public ScriptedHttps(Func<Asked, int, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        Http = _certificate.CreateHttp();
        _ = AcceptAsync();
    }

    /// <summary>Answers with one after the other, the last one for ever.</summary>
    public ScriptedHttps(params Reply[] replies)
        : this((_, number) => replies[Math.Min(number, replies.Length - 1)])
    {
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IReadOnlyList<Asked> Requests
    {
        get
        {
            lock (_asked) return [.. _asked];
        }
    }

    /// <summary>Completes once for each reply that is never going to end.</summary>
    public Task HangingAsync() => _hanging.WaitAsync();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Http.Dispose();
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception cause) when (cause is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(_certificate.Certificate);
            var asked = await ReadAsync(stream);
            Reply reply;
            lock (_asked)
            {
                reply = _answer(asked, _asked.Count);
                _asked.Add(asked);
            }

            if (reply.HangUp) return;
            var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} x\r\nConnection: close\r\n");
            foreach (var header in reply.Headers) head.Append(header).Append("\r\n");
            if (reply.Announce is { } length) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));
            await stream.WriteAsync(reply.Body.AsMemory(0, reply.SendOnly));
            if (!reply.Hang) return;
            await stream.FlushAsync();
            _hanging.Release();
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        catch (Exception cause) when (cause is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client hung up, or the server was stopped.
        }
    }

    private static async Task<Asked> ReadAsync(Stream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
        }

        var lines = System.Text.Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        var request = lines[0].Split(' ');
        return new(request[0], request[1], headers, body);
    }
}
