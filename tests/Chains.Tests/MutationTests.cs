using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Chains.Tests;

public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_120;

    private static readonly Endpoint Endpoint = new(new("https://node.example/topsecretkey"));

    private static readonly string[] Responses =
    [
        """{"jsonrpc":"2.0","id":7,"result":{"number":"0x67","hash":"0x2c2d0f5ac2a0c6a17b0e1eb5ba3e0d5ec2cfa51a9ed27f3b2a1b0ad7be4ea8c5","timestamp":"0x6553f100","x":null}}""",
        """{"jsonrpc":"2.0","id":7,"result":"0x00000000000000000000000000000000000000000000000000000000000000200000000000000000000000000000000000000000000000000000000000000000"}""",
        """{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"execution reverted: \u00e9 \ud83d\ude00","data":"0x08c379a0"}}""",
        """[{"jsonrpc":"2.0","id":8,"result":"0x1"},{"jsonrpc":"2.0","id":7,"error":{"code":3,"message":"no"}}]""",
    ];

    [Fact]
    public void JsonRpcParser_OfDamagedResponses_NeverThrowsAndEveryAnswerIsTyped()
    {
        var mutator = new Mutator(Seed);
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(System.Text.Encoding.UTF8.GetBytes(Responses[i % Responses.Length]));
            try
            {
                foreach (var answer in JsonRpcParser.ParseBatch(damaged, 7, 2, Endpoint).Append(JsonRpcParser.Parse(damaged, 7, Endpoint)))
                {
                    var name = answer.GetType().Name;
                    seen[name] = seen.GetValueOrDefault(name) + 1;
                    if (answer is not JsonRpcAnswer.Ok ok) continue;
                    Assert.True(EvmNodeParser.TryParseData(ok.Result, out var data) || data.Length == 0);
                    if (EvmNodeParser.TryParseBlock(ok.Result, out var block, out _)) Assert.InRange(block.Timestamp, 0, UnixTime.MaxValue);
                }
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Convert.ToHexString(damaged)}: {cause}");
            }
        }

        // The damage must have reached every branch, or the test would hold nothing.
        Assert.Equal(["Failed", "Ok", "RpcError"], seen.Keys.Order());
    }

    [Fact]
    public void Multicall3_OfDamagedData_NeverThrowsAndWhatIsReadIsCanonical()
    {
        var mutator = new Mutator(Seed + 1);
        output.WriteLine($"seed {Seed + 1}, {Cases} cases");
        var results = Multicall3.EncodeResults([new(true, new byte[160]), new(false, new byte[] { 1, 2, 3 }), new(true, default)]);
        var calls = Multicall3.EncodeCalls([ReaderFixture.CallOne, ReaderFixture.CallTwo])[4..];
        var read = 0;
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(i % 2 == 0 ? results : calls);
            try
            {
                if (Multicall3.TryDecodeResults(damaged, out var decoded, out var fault))
                {
                    read++;
                    Assert.Equal(damaged, Multicall3.EncodeResults(decoded));
                }
                else
                {
                    Assert.False(string.IsNullOrEmpty(fault.Detail));
                }

                if (Multicall3.TryDecodeCalls(damaged, out _, out fault)) read++;
                else Assert.False(string.IsNullOrEmpty(fault.Detail));
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Convert.ToHexString(damaged)}: {cause}");
            }
        }

        Assert.InRange(read, 1, Cases);
    }
}
