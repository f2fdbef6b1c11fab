using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>A server that answers the real SDK (<c>@vercel/cosmosdb-server</c>, from npm), one for all tests of the process, on a free loopback port.</summary>
internal sealed partial class Emulator
{
    private static readonly Lazy<Task<Emulator>> Started = new(StartAsync);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });
    private static int _databases;

    private Emulator(int port) => Address = new($"http://127.0.0.1:{port}/");

    public static string Folder { get; } = Repository.PathOf("tests", "real-cosmos");

    public Uri Address { get; }

    public static Task<Emulator> RunningAsync() => Started.Value;

    /// <summary>A database with the ledger's two containers, empty.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"ledger-{Interlocked.Increment(ref _databases)}");
        await PostAsync("dbs", new { id = name });
        foreach (var container in new[] { "batches", "latest" })
        {
            await PostAsync($"dbs/{name}/colls", new { id = container, partitionKey = new { paths = new[] { "/shard" }, kind = "Hash", version = 2 } });
        }

        return name;
    }

    private async Task PostAsync(string path, object body)
    {
        // Without a length, because the server reads one encoding only.
        using var content = JsonContent.Create(body);
        await content.LoadIntoBufferAsync();
        using var response = await Http.PostAsync(new Uri(Address, path), content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<Emulator> StartAsync()
    {
        NodePackages.Ensure(Folder);
        var process = Process.Start(new ProcessStartInfo("node", ["node_modules/@vercel/cosmosdb-server/lib/cli.js", "--no-ssl", "--host", "127.0.0.1", "--port", "0"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        })!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => process.Kill(entireProcessTree: true);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Ready().Match(line) is not { Success: true } match) continue;

            // A full pipe would stop the server.
            _ = process.StandardOutput.ReadToEndAsync();
            return new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }

        throw new InvalidOperationException($"cosmosdb-server ended with {process.ExitCode} before it listened.");
    }

    [GeneratedRegex(@"Ready to accept HTTP connections at 127\.0\.0\.1:(\d+)")]
    private static partial Regex Ready();
}
