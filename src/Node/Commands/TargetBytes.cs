using CrossChainOracle.Hosting;

namespace CrossChainOracle.Node.Commands;

/// <summary>Reads what a command line names: a file, an address, or standard input.</summary>
internal static class TargetBytes
{
    /// <summary>A batch of 65,535 statements with contexts stays below.</summary>
    public const int Maximum = 64 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The bytes, or why there are none.</summary>
    public static async Task<(byte[]? Bytes, string? Problem)> ReadAsync(string target, CancellationToken cancellation)
    {
        try
        {
            if (target == "-") return await DrainAsync(Console.OpenStandardInput(), "standard input", cancellation).ConfigureAwait(false);
            if (Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return await FetchAsync(address, cancellation).ConfigureAwait(false);
            if (!File.Exists(target)) return (null, $"{target}: there is no such file or folder");
            using var file = File.OpenRead(target);
            return await DrainAsync(file, target, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            return (null, $"{target}: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{target}: no answer within {Limit.TotalSeconds} s");
        }
    }

    private static async Task<(byte[]? Bytes, string? Problem)> FetchAsync(Uri address, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(Limit);
        using var http = NodeHttp.Client();
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limited.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) return (null, $"{address}: answered {(int)response.StatusCode}");
        using var body = await response.Content.ReadAsStreamAsync(limited.Token).ConfigureAwait(false);
        return await DrainAsync(body, address.ToString(), limited.Token).ConfigureAwait(false);
    }

    private static async Task<(byte[]? Bytes, string? Problem)> DrainAsync(Stream stream, string name, CancellationToken cancellation)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[81_920];
        while (await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            if (buffer.Length + read > Maximum) return (null, $"{name}: larger than {Maximum} bytes");
            buffer.Write(chunk, 0, read);
        }

        return (buffer.ToArray(), null);
    }
}
