using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox;

public sealed class RpcMutationTests
{
    private const int Cases = 100_000;
    private static readonly EvmAddress Proxy = EvmAddress.Parse("0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6");

    [Fact]
    public void Answer_ToMutatedBodies_IsAlwaysOneOrMoreJsonRpcAnswers()
    {
        var chain = new SandboxChain(31_337, [new ChainlinkContract(Proxy, FeedId.Parse("USDC/USD"), 8, [new(1, 100_019_000, 1_800_000_000)])]);
        chain.Take(0);
        chain.Mine(1_800_000_000);
        var handler = new RpcHandler(new EthereumMethods(chain));
        var bodies = Bodies(chain.Head.Hash).Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        Assert.All(bodies, body => Assert.DoesNotContain("error", System.Text.Encoding.UTF8.GetString(handler.Answer(body).Span), StringComparison.Ordinal));

        var mutator = new Mutator(20_261_121);
        var errors = 0;
        for (var i = 0; i < Cases; i++)
        {
            var answer = handler.Answer(mutator.Next(bodies[i % bodies.Length]));
            if (!IsSound(answer, out var isError)) Assert.Fail(mutator.Describe(i));
            if (isError) errors++;
        }

        Assert.InRange(errors, Cases / 2, Cases - 1);
    }

    private static string[] Bodies(Hash256 hash)
    {
        var aggregate = Hex.Encode(Multicall3.EncodeCalls([ChainlinkRequest.ForLatestRound(Proxy), ChainlinkRequest.ForRound(Proxy, new(0, 1)), ChainlinkRequest.ForDescription(Proxy)]));
        return
        [
            $$$"""{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{"to":"{{{EvmReaderOptions.CanonicalMulticall}}}","data":"{{{aggregate}}}"},{"blockHash":"{{{hash}}}","requireCanonical":true}]}""",
            """{"jsonrpc":"2.0","id":"x\u00e4","method":"eth_getBlockByNumber","params":["latest",false]}""",
            $$"""[{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByHash","params":["{{hash}}",true]},{"jsonrpc":"2.0","id":2,"method":"eth_blockNumber"}]""",
        ];
    }

    private static bool IsSound(ReadOnlyMemory<byte> answer, out bool isError)
    {
        isError = false;
        if (answer.IsEmpty) return true;
        using var json = JsonDocument.Parse(answer);
        JsonElement[] all = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : [json.RootElement];
        isError = all.Any(one => one.TryGetProperty("error", out _));
        return all.Length > 0 && all.All(one => one.GetProperty("jsonrpc").GetString() == "2.0" && one.TryGetProperty("id", out _)
            && (one.TryGetProperty("result", out _) ^ one.TryGetProperty("error", out _)));
    }
}
