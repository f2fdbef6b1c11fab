using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>A server that answers the real SDK (<c>@vercel/cosmosdb-server</c>, from npm), one for all tests of the process, on a free loopback port.</summary>
internal sealed class Emulator
{
    private static readonly Lazy<Task<Emulator>> Started = new(StartAsync);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });
    private static int _databases;

    // Kept, since its pipes close with it.
    private readonly Process _process;

    private Emulator(Process process, int port) => (_process, Address) = (process, new($"http://127.0.0.1:{port}/"));

    public static string Folder { get; } = Repository.PathOf("tests", "real-cosmos");

    public Uri Address { get; }

    public static async Task<Emulator> RunningAsync()
    {
        var emulator = await Started.Value;
        return emulator._process.HasExited ? throw new InvalidOperationException($"cosmosdb-server ended with {emulator._process.ExitCode}.") : emulator;
    }

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

    /// <summary>An item that nobody's ledger has to write first.</summary>
    public Task PutAsync(string database, string partition, byte[] item) =>
        PostAsync($"dbs/{database}/colls/batches/docs", new ByteArrayContent(item), JsonSerializer.Serialize(new[] { partition }));

    private Task PostAsync(string path, object body) => PostAsync(path, new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body)), partition: null);

    private async Task PostAsync(string path, HttpContent content, string? partition)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = content };
        if (partition is not null) request.Headers.TryAddWithoutValidation("x-ms-documentdb-partitionkey", partition);
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<Emulator> StartAsync()
    {
        NodePackages.Ensure(Folder);
        var process = Process.Start(new ProcessStartInfo("node", ["start.mjs"])
        {
            WorkingDirectory = Folder,
            // It ends when this pipe does, so also when this process is killed.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"cosmosdb-server ended with {process.ExitCode} before it listened.");

        // A full pipe would stop the server.
        _ = process.StandardOutput.ReadToEndAsync();
        return new(process, int.Parse(port, CultureInfo.InvariantCulture));
    }
}
