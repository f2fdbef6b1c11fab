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
        """{"jsonrpc":"2.0","id":7,"result":{"number":"0x67","hash":"0x2c2d0f5ac2a0c6a17b0e1eb5ba3e0d5ec2cfa51a9ed27f3b2a1b0ad7be4ea8c5","parentHash":"0x1c2d0f5ac2a0c6a17b0e1eb5ba3e0d5ec2cfa51a9ed27f3b2a1b0ad7be4ea8c5","timestamp":"0x6553f100","baseFeePerGas":"0x7","x":null}}""",
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
                    if (EvmNodeParser.TryParseBlock(ok.Result, out var block, out _)) Assert.InRange(block.Place.Timestamp, 0, UnixTime.MaxValue);
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
    public void EvmLogParser_OfDamagedLogs_NeverThrows_AndWhatIsReadIsOfTheBlockAndWasAskedFor()
    {
        var block = new PinnedBlock(0x67, Hash256.Parse(new('a', 64)), 0);
        var contract = EvmAddress.Parse(new('c', 40));
        var filter = new EvmLogFilter([contract], [[Hash256.Parse(new('1', 64))]]);
        var log = $$"""{"address":"{{contract}}","topics":["0x{{new string('1', 64)}}","0x{{new string('2', 64)}}"],"data":"0x0102","blockHash":"{{block.Hash}}","blockNumber":"0x67","transactionHash":"0x{{new string('d', 64)}}","transactionIndex":"0x0","logIndex":"0x3","removed":false}""";
        var original = System.Text.Encoding.UTF8.GetBytes($"[{log},{log.Replace("\"logIndex\":\"0x3\"", "\"logIndex\":\"0x4\"", StringComparison.Ordinal)}]");
        var mutator = new Mutator(Seed + 2);
        output.WriteLine($"seed {Seed + 2}, {Cases} cases");
        var (read, refused) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(original);
            try
            {
                if (JsonRpcParser.Parse(System.Text.Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"result":""").Concat(damaged).Append((byte)'}').ToArray(), 1, Endpoint) is not JsonRpcAnswer.Ok ok) continue;
                if (EvmLogParser.TryParse(ok.Result, block, filter, out var logs, out var problem))
                {
                    read++;
                    Assert.All(logs, parsed => Assert.True(parsed.BlockHash == block.Hash && parsed.BlockNumber == block.Number && filter.Admits(parsed.Contract, parsed.Topics)));
                }
                else
                {
                    refused++;
                    Assert.NotEmpty(problem);
                }
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Convert.ToHexString(damaged)}: {cause}");
            }
        }

        Assert.True(read > 0 && refused > 0, $"{read} read, {refused} refused");
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
