using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Feeds.Tests.Evm.RealChain;

/// <summary>A real Ethereum node (anvil, from npm) on a free loopback port, with the contracts of <c>tests/real-chain</c> at hand.</summary>
public sealed partial class Anvil : IDisposable
{
    /// <summary>Of a transaction, under EIP-7825's limit of 2^24. An estimate would not do: it is of one second, and a contract that counts interest needs more in the next.</summary>
    public const string Gas = "0xf42400";

    private readonly Process _process;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private string _account = string.Empty;

    private Anvil(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public static string Folder { get; } = Repository.PathOf("tests", "real-chain");

    // Compiled for whoever deploys first.
    private static Lazy<Dictionary<string, string>> Code { get; } = new(static () =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(NodePackages.Run(Folder, TimeSpan.FromMinutes(2), "node", "compile.mjs"))!);

    public int Port { get; }

    /// <param name="options">Of the node's command line, beside those for its address.</param>
    public static async Task<Anvil> StartAsync(params string[] options)
    {
        NodePackages.Ensure(Folder);
        var process = Process.Start(new ProcessStartInfo("node", ["node_modules/@foundry-rs/anvil/bin.mjs", "--port", "0", "--host", "127.0.0.1", .. options])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match) continue;

            // A full pipe would stop the node.
            _ = process.StandardOutput.ReadToEndAsync();
            var anvil = new Anvil(process, int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            anvil._account = (string)(await anvil.RpcAsync("eth_accounts"))![0]!;
            return anvil;
        }

        throw new InvalidOperationException($"anvil ended with {process.ExitCode} before it listened.");
    }

    public async Task<JsonNode?> RpcAsync(string method, params JsonNode?[] parameters)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) };
        using var content = new StringContent(request.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"http://127.0.0.1:{Port}"), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"];
    }

    /// <summary>Deploys a contract of <c>tests/real-chain/contracts</c> in a block of its own.</summary>
    public async Task<EvmAddress> DeployAsync(string contract, AbiWriter? arguments = null)
    {
        var receipt = await SendAsync(contract, new() { ["from"] = _account, ["data"] = Code.Value[contract] + Convert.ToHexStringLower((arguments ?? new()).ToArray()) });
        return EvmAddress.Parse((string)receipt["contractAddress"]!);
    }

    /// <summary>Sends a transaction, which mines a block.</summary>
    public Task<JsonNode> SendAsync(EvmAddress to, string signature, AbiWriter arguments) =>
        SendAsync(signature, new() { ["from"] = _account, ["to"] = to.ToString(), ["data"] = Hex.Encode(arguments.ToCall(AbiSelector.Of(signature))) });

    /// <summary>Sends a transaction, which mines a block, and returns its receipt once it is in one.</summary>
    /// <param name="what">For a failure's message.</param>
    /// <param name="transaction">As <c>eth_sendTransaction</c> takes it, without gas.</param>
    public async Task<JsonNode> SendAsync(string what, JsonObject transaction)
    {
        transaction["gas"] = Gas;
        var hash = (string)(await RpcAsync("eth_sendTransaction", transaction))!;
        JsonNode? receipt;

        // The node answers before the block is mined.
        while ((receipt = await RpcAsync("eth_getTransactionReceipt", hash)) is null) await Task.Delay(10);
        return (string?)receipt["status"] == "0x1" ? receipt : throw new InvalidOperationException($"{what} failed: {receipt.ToJsonString()}");
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _http.Dispose();
    }


    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
