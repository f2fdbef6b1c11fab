using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Hosting;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>A real Ethereum node of this machine's own (Foundry's anvil) on a free loopback port, with a block every second.</summary>
internal sealed partial class AnvilNode : IDisposable
{
    private readonly Process _process;

    private AnvilNode(Process process, ChainId chain, int port) => (_process, Chain, Rpc) = (process, chain, new Uri($"http://127.0.0.1:{port}"));

    public ChainId Chain { get; }

    public Uri Rpc { get; }

    /// <exception cref="NodeFaultException">It ended before it listened.</exception>
    public static async Task<AnvilNode> StartAsync(AnvilProgram program, ulong chainId, CancellationToken cancellation)
    {
        var process = Process.Start(new ProcessStartInfo(
            program.File,
            ["--host", "127.0.0.1", "--port", "0", "--chain-id", chainId.ToString(CultureInfo.InvariantCulture), "--block-time", "1", "--slots-in-an-epoch", "4"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                if (Listening().Match(line) is not { Success: true } match) continue;

                // A full pipe would stop the node.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new(process, ChainId.Parse($"eip155:{chainId}"), int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }

            throw new NodeFaultException($"{program.File} ended before it listened");
        }
        catch
        {
            Stop(process);
            throw;
        }
    }

    public void Dispose() => Stop(_process);

    private static void Stop(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
