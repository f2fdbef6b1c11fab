using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CrossChainOracle.Chains.Tests.Fakes;

/// <summary>What the server does with one request.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">All of it, though not all of it need be sent.</param>
/// <param name="SendOnly">Breaks off after so many bytes of the body, when given.</param>
/// <param name="AnnounceLength">False: no Content-Length, the end of the connection ends the body.</param>
/// <param name="Hang">Never answers.</param>
public sealed record HttpReply(int Status, byte[] Body, int? SendOnly = null, bool AnnounceLength = true, bool Hang = false);

/// <summary>An HTTP/1.1 server on a free loopback port that can also misbehave, which real servers do not do on demand.</summary>
public sealed class LoopbackHttp : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<byte[], HttpReply> _answer;
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoopbackHttp(Func<byte[], HttpReply> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v2/topsecretkey?auth=hiddentoken");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Completes when a request arrived that is never going to be answered.</summary>
    public Task Hanging => _hanging.Task;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
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
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var reply = _answer(await ReadBodyAsync(stream));
            if (reply.Hang)
            {
                var stop = _stop.Token;
                _hanging.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
            }

            var length = reply.AnnounceLength ? $"Content-Length: {reply.Body.Length}\r\n" : string.Empty;
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status} x\r\nContent-Type: application/json\r\n{length}Connection: close\r\n\r\n"));
            await stream.WriteAsync(reply.Body.AsMemory(0, reply.SendOnly ?? reply.Body.Length));
        }
        catch (Exception cause) when (cause is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client hung up, or the server was stopped.
        }
    }

    private static async Task<byte[]> ReadBodyAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one);
            head.Add(one[0]);
        }

        var line = System.Text.Encoding.ASCII.GetString([.. head]).Split("\r\n").First(text => text.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var body = new byte[int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return body;
    }
}
