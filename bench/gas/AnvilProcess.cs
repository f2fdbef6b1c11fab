using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace CrossChainOracle.Gas;

/// <summary>A chain of our own: anvil from npm on a free loopback port, by fixed rules from a fixed time.</summary>
internal sealed partial class AnvilProcess : IDisposable
{
    /// <summary>EIP-7623 is active since prague; osaka changes no price of anything that is used here.</summary>
    public const string Hardfork = "prague";

    /// <summary>Time of the first block, Unix seconds.</summary>
    private const long Genesis = 1_790_000_000;

    private readonly Process _process;

    private AnvilProcess(Process process, Uri endpoint) => (_process, Endpoint) = (process, endpoint);

    public Uri Endpoint { get; }

    public static async Task<AnvilProcess> StartAsync(string folder, CancellationToken cancellation)
    {
        var process = NodeTools.Start(
            folder, "node", "node_modules/@foundry-rs/anvil/bin.mjs", "--host", "127.0.0.1", "--port", "0", "--hardfork", Hardfork, "--timestamp", Genesis.ToString(CultureInfo.InvariantCulture));
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                if (Listening().Match(line) is not { Success: true } match) continue;

                // A full pipe would stop the node.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new(process, new($"http://127.0.0.1:{match.Groups[1].Value}"));
            }

            throw new InvalidOperationException("anvil ended before it listened.");
        }
        catch
        {
            End(process);
            throw;
        }
    }

    public void Dispose() => End(_process);

    private static void End(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
