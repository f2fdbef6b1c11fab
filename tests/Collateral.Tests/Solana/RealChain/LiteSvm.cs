using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Solana.RealChain;

/// <summary>A real Solana VM (LiteSVM, from npm) that answers JSON-RPC on a free loopback port and holds the recorded accounts of tests/data/solana.</summary>
public sealed partial class LiteSvm : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private LiteSvm(Process process, Uri address) => (_process, Address) = (process, address);

    public static string Folder { get; } = Repository.PathOf("tests", "real-chain", "solana");

    public Uri Address { get; }

    public static async Task<LiteSvm> StartAsync()
    {
        NodePackages.Ensure(Folder);
        var process = Process.Start(new ProcessStartInfo("node", ["server.mjs", Repository.PathOf("tests", "data", "solana")]) { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match) continue;

            // A full pipe would stop the node.
            _ = process.StandardOutput.ReadToEndAsync();
            return new(process, new($"http://127.0.0.1:{int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)}"));
        }

        throw new InvalidOperationException($"LiteSVM ended with {process.ExitCode} before it listened.");
    }

    /// <summary>Makes something happen, by the methods of server.mjs; returns an address or a signature.</summary>
    public async Task<string> DoAsync(string method, params JsonNode?[] parameters) => (await AskAsync($"svm_{method}", parameters)).ToString();

    /// <summary>The result of any method.</summary>
    public async Task<JsonNode> AskAsync(string method, params JsonNode?[] parameters)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) };
        using var content = new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(Address, content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"]!;
    }

    public Task PutAsync(SolanaAccount account) =>
        DoAsync("put", account.Key.ToString(), account.Owner.ToString(), account.Lamports, Convert.ToBase64String(account.Data.Span));

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _http.Dispose();
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}

/// <summary>A test that needs <see cref="LiteSvm"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiteSvmFactAttribute : FactAttribute
{
    public LiteSvmFactAttribute() => Skip = NodePackages.SkipReason(LiteSvm.Folder);
}
