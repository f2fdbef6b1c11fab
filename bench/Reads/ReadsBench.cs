using System.Diagnostics;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Sandbox.Accounts;

namespace CrossChainOracle.Bench.Reads;

/// <summary>Reads per second of each family's client beside the ceiling: the same requests posted and their answers thrown away.</summary>
/// <remarks>Both ask the same node on this machine in turns, so that the node's own cost is in both.</remarks>
internal static class ReadsBench
{
    private const int EvmCalls = 250;
    private const int SolanaKeys = 100;

    public static async Task RunAsync(bool quick)
    {
        await using var world = await AccountsWorld.StartAsync(AccountsScript.Steady, TimeProvider.System, CancellationToken.None);
        using var http = NodeHttp.Client();
        var turns = quick ? 20 : 200;
        Console.WriteLine("\n| chain | a request reads | reads/s | ceiling, reads/s | ratio |\n|---|---|---:|---:|---:|");
        await CompareAsync("EVM", $"{EvmCalls} balances by Multicall3 at a block hash", EvmCalls, turns, await EvmAsync(world, http));
        await CompareAsync("Solana", $"{SolanaKeys} accounts at one slot", SolanaKeys, turns, Solana(world, http));
        await CompareAsync("Cosmos", "a bank balance at a height", 1, turns, await CosmosAsync(world, http));
    }

    private static async Task CompareAsync(string chain, string what, int reads, int turns, (Func<Task> Ours, Func<Task> Raw) pair)
    {
        var (ours, raw) = (new List<double>(), new List<double>());
        for (var i = 0; i < turns + 10; i++)
        {
            var own = await TimeAsync(pair.Ours);
            var ceiling = await TimeAsync(pair.Raw);
            if (i < 10) continue;
            ours.Add(own);
            raw.Add(ceiling);
        }

        var (ownPerSecond, rawPerSecond) = (reads * 1000 / Figures.Median(ours), reads * 1000 / Figures.Median(raw));
        Console.WriteLine($"| {chain} | {what} | {ownPerSecond:N0} | {rawPerSecond:N0} | {ownPerSecond / rawPerSecond:F2} |");
    }

    private static async Task<(Func<Task> Ours, Func<Task> Raw)> EvmAsync(AccountsWorld world, HttpClient http)
    {
        var reader = new EvmReader(new EvmReaderOptions { Chain = AccountsCast.Evm, Endpoints = [world.EvmRpc] }, http, TimeProvider.System);
        var balanceOf = AbiSelector.Of("balanceOf(address)");
        var calls = Enumerable.Range(0, EvmCalls).Select(i => new EvmCall(AccountsCast.Usdc, new AbiWriter().Address(AddressOf(i)).ToCall(balanceOf))).ToList();
        var pinned = ((PinOutcome.Pinned)await reader.PinAsync(BlockTag.Finalized, CancellationToken.None)).Block;
        var body = $$"""{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"{{EvmReaderOptions.CanonicalMulticall}}","data":"{{Hex.Encode(Multicall3.EncodeCalls(calls))}}"},{"blockHash":"{{pinned.Hash}}","requireCanonical":true}]}""";
        return (async () => Require(await reader.CallAsync(pinned, calls, CancellationToken.None), outcomes => outcomes.All(outcome => outcome is CallOutcome.Returned)), () => PostAsync(http, world.EvmRpc, body));
    }

    private static (Func<Task> Ours, Func<Task> Raw) Solana(AccountsWorld world, HttpClient http)
    {
        var reader = new SolanaReader(new SolanaReaderOptions { Chain = AccountsCast.Solana, Endpoints = [world.SolanaRpc] }, http, TimeProvider.System);
        var keys = Enumerable.Range(0, SolanaKeys).Select(i => AccountsCast.SolanaOf($"bench {i}")).ToList();
        var body = $$"""{"jsonrpc":"2.0","id":1,"method":"getMultipleAccounts","params":[[{{string.Join(',', keys.Select(key => $"\"{key}\""))}}],{"encoding":"base64","commitment":"finalized"}]}""";
        return (async () => Require(await reader.AccountsAsync(keys, Commitment.Finalized, 0, CancellationToken.None), read => read is SolanaRead<SolanaSnapshot>.Ok), () => PostAsync(http, world.SolanaRpc, body));
    }

    private static async Task<(Func<Task> Ours, Func<Task> Raw)> CosmosAsync(AccountsWorld world, HttpClient http)
    {
        var reader = new CosmosReader(new CosmosReaderOptions { Chain = AccountsCast.Cosmos, Endpoints = [world.CosmosRpc] }, http, TimeProvider.System);
        var head = ((CosmosHeadOutcome.Found)await reader.HeadAsync(CancellationToken.None)).Head;
        byte[] key = [0x02, 20, .. AccountsCast.CosmosOf("alice"), .. System.Text.Encoding.ASCII.GetBytes(AccountsCast.Atom)];
        var body = $$$"""{"jsonrpc":"2.0","id":1,"method":"abci_query","params":{"path":"store/bank/key","data":"{{{Convert.ToHexString(key)}}}","height":"{{{head.StateHeight}}}","prove":true}}""";
        return (
            async () => Require(await reader.QueryAsync(head.StateHeight, [new CosmosQuery("bank", key)], CancellationToken.None), outcomes => outcomes[0] is CosmosQueryOutcome.Answered { Value: not null }),
            () => PostAsync(http, world.CosmosRpc, body));
    }

    private static async Task PostAsync(HttpClient http, Uri address, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(address, content);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode || answer.AsSpan().IndexOf("\"error\""u8) >= 0) throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(answer));
    }

    private static void Require<T>(T value, Func<T, bool> holds)
    {
        if (!holds(value)) throw new InvalidOperationException($"{value}");
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var start = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static EvmAddress AddressOf(int i) => AccountsCast.EvmOf($"bench {i}");
}
