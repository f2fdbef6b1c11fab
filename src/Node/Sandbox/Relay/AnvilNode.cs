using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>A real Ethereum node of this machine's own (Foundry's anvil) on a free loopback port, with a block every second.</summary>
/// <remarks>
/// It does not outlive this program, however that ends: a shell stands between, whose input this program holds open. When the input ends, the shell ends the node. Where there is <c>setsid</c>
/// the node has a session of its own, so that Ctrl-C stops this program first and what it posted can still be read. On Windows it is a child like any other.
/// </remarks>
internal sealed partial class AnvilNode : IDisposable
{
    private const string Guard = "\"$@\" < /dev/null & node=$!; exec > /dev/null 2>&1; cat; kill \"$node\"";

    private readonly Process _process;

    private AnvilNode(Process process, ChainId chain, int port) => (_process, Chain, Rpc) = (process, chain, new Uri($"http://127.0.0.1:{port}"));

    public ChainId Chain { get; }

    public Uri Rpc { get; }

    /// <param name="options">Of the node's command line in place of a block every second.</param>
    /// <exception cref="NodeFaultException">It ended before it listened.</exception>
    public static async Task<AnvilNode> StartAsync(AnvilProgram program, ulong chainId, CancellationToken cancellation, params string[] options)
    {
        if (options.Length == 0) options = ["--block-time", "1", "--slots-in-an-epoch", "4"];
        string[] arguments = ["--host", "127.0.0.1", "--port", "0", "--chain-id", chainId.ToString(CultureInfo.InvariantCulture), .. options];
        var process = Start(program, arguments);
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

    private static Process Start(AnvilProgram program, string[] arguments)
    {
        if (OperatingSystem.IsWindows()) return Process.Start(Info(program.File, arguments))!;
        string[] guarded = ["-c", Guard, "sh", program.File, .. arguments];
        try
        {
            return Process.Start(Info("setsid", ["sh", .. guarded]))!;
        }
        catch (Win32Exception)
        {
            return Process.Start(Info("sh", guarded))!;
        }
    }

    private static ProcessStartInfo Info(string file, string[] arguments) => new(file, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

    private static void Stop(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
