using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Evm;

public sealed class NodeParserTests
{
    private static readonly Hash256 Transaction = Hash256.Parse(new('1', 64));

    private static readonly string Receipt =
        $$"""{"transactionHash":"{{Transaction}}","blockNumber":"0x10","blockHash":"0x{{new string('2', 64)}}","status":"0x1","gasUsed":"0x5208","effectiveGasPrice":"0x3b9aca00","logs":[]}""";

    private const string Fees = """{"oldestBlock":"0x1","baseFeePerGas":["0x3b9aca00","0x3b9aca01"],"gasUsedRatio":[0.5],"reward":[["0x5f5e100"]]}""";

    [Fact]
    public void Receipt_IsRead()
    {
        var expected = new Receipt(Transaction, true, 16, Hash256.Parse(new('2', 64)), 21_000, 1_000_000_000);
        Assert.Equal(new(expected, null), NodeParser.Receipt(Parse(Receipt), Transaction));
        Assert.Equal(expected with { FeePerGas = null }, NodeParser.Receipt(Parse(Receipt.Replace("effectiveGasPrice", "gasPrice", StringComparison.Ordinal)), Transaction).Value);
        Assert.Equal(new(null, null), NodeParser.Receipt(Parse("null"), Transaction));
    }

    [Theory]
    [InlineData("\"0x10\"", "null", "names no block")]
    [InlineData("\"0x1\"", "\"0x2\"", "neither 0 nor 1")]
    [InlineData("\"0x5208\"", "\"0x1000000001\"", "no quantity of gas")]
    [InlineData("\"0x1111", "\"0x2111", "another transaction")]
    public void Receipt_ThatIsNone_IsAFailure(string part, string instead, string problem) =>
        Assert.Contains(problem, NodeParser.Receipt(Parse(Receipt.Replace(part, instead, StringComparison.Ordinal)), Transaction).Failure, StringComparison.Ordinal);

    [Fact]
    public void Fees_AreRead()
    {
        var read = NodeParser.Fees(Parse(Fees)).Value;
        Assert.Equal(((UInt128)1_000_000_001, (UInt128)100_000_000), (read.NextBaseFee, Assert.Single(read.Tips)));
        Assert.Empty(NodeParser.Fees(Parse("""{"baseFeePerGas":["0x1"],"reward":null}""")).Value.Tips);
    }

    [Theory]
    [InlineData("\"0x0\"", true, "0")]
    [InlineData("\"0xffffffffffffffffffffffffffffffff\"", true, "340282366920938463463374607431768211455")]
    [InlineData("\"0x1ffffffffffffffffffffffffffffffff\"", true, "340282366920938463463374607431768211455")]
    [InlineData("\"0x1fffffffffffffffffffffffffffffffg\"", false, "")]
    [InlineData("\"0x\"", false, "")]
    [InlineData("5", false, "")]
    public void Balance_BeyondWhatFits_IsTheMost(string json, bool isRead, string balance)
    {
        Assert.Equal(isRead, NodeParser.Balance(Parse(json), out var read));
        if (isRead) Assert.Equal(balance, read.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void DamagedAnswers_NeverThrow()
    {
        var (mutator, parsed) = (new Mutator(17), 0);
        for (var i = 0; i < 20_000; i++)
        {
            var text = mutator.Next(System.Text.Encoding.UTF8.GetBytes(i % 2 == 0 ? Receipt : Fees));
            try
            {
                using var document = JsonDocument.Parse(text);
                parsed++;
                var receipt = NodeParser.Receipt(document.RootElement, Transaction);
                var fees = NodeParser.Fees(document.RootElement);
                Assert.True(receipt.Value is null || receipt.Failure is null, mutator.Describe(i));
                Assert.True(fees.Failure is not null || fees.Value.NextBaseFee <= FeeOptions.Limit, mutator.Describe(i));
                NodeParser.Balance(document.RootElement, out _);
            }
            catch (JsonException)
            {
                // Not JSON: the client says so before the parser sees it.
            }
        }

        Assert.True(parsed > 2_000, $"{parsed}");
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
