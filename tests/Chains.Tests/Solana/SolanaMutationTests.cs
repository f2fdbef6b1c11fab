using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Chains.Tests.Solana;

public sealed class SolanaMutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_120;

    private static readonly SolanaKey[] Keys = [SolanaFixture.Key(1), SolanaFixture.Key(2)];

    private static readonly Endpoint Endpoint = new(new("https://node.example/topsecretkey"));

    [Fact]
    public void Parsers_OfDamagedAnswers_NeverThrow()
    {
        var name = SolanaTransactions.Signature(1);
        Assert.True(SolanaSignature.TryParse(name, out var signature));
        byte[][] answers =
        [
            Answer("""{"context":{"apiVersion":"3.0.0","slot":100},"value":[{"data":["AQIDBAU=","base64"],"executable":false,"lamports":1,"owner":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA","rentEpoch":18446744073709551615,"space":5},null]}"""),
            Answer("""{"context":{"slot":100},"value":[{"pubkey":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA","account":null}]}"""),
            Answer($$"""[{"signature":"{{name}}","slot":120,"err":null},{"signature":"{{name}}","slot":110,"err":"AccountInUse"}]"""),
            Answer(SolanaTransactions.Of(name, 120, [(Keys[0], true, 10, 5), (Keys[1], false, 1, 1)], [(1, Keys[0], Keys[0], Keys[1], 100, 99)]).ToJsonString()),
        ];
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var read = new int[4];
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(answers[i % answers.Length]);
            try
            {
                if (JsonRpcParser.Parse(damaged, 7, Endpoint) is not JsonRpcAnswer.Ok ok) continue;
                if (SolanaNodeParser.TryParseAccounts(ok.Result, Keys, out _, out var accounts, out var problem)) read[0] += accounts.Length / 2;
                else Assert.NotEmpty(problem);
                if (SolanaNodeParser.TryParseList(ok.Result, 10, out _, out _, out problem)) read[1]++;
                else Assert.NotEmpty(problem);
                if (SolanaNodeParser.TryParseSignatures(ok.Result, out _, out problem)) read[2]++;
                else Assert.NotEmpty(problem);
                if (TransactionParser.TryParse(ok.Result, signature, out _, out problem)) read[3]++;
                else Assert.NotEmpty(problem);
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Convert.ToBase64String(damaged)}: {cause}");
            }
        }

        // The damage must have left some of each kind readable, or the test would hold nothing.
        Assert.DoesNotContain(0, read);
    }

    private static byte[] Answer(string result) => System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 7, ["result"] = JsonNode.Parse(result) }.ToJsonString());
}
