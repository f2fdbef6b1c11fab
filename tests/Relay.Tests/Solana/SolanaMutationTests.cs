using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Sending;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Relay.Tests.Solana;

public sealed class SolanaMutationTests(ITestOutputHelper output)
{
    private const int Cases = 60_000;
    private const int Seed = 20_261_121;

    private static readonly Endpoint Endpoint = new(new("https://node.example/topsecretkey"));

    [Fact]
    public void Parsers_OfDamagedAnswers_NeverThrow()
    {
        (string Answer, Func<JsonElement, bool> Read)[] methods =
        [
            ("""{"absoluteSlot":400000100,"blockHeight":380000100,"epoch":900,"slotIndex":1,"slotsInEpoch":432000}""", result => SolanaAnswerParser.Head(result) is not null),
            ("""{"context":{"slot":7},"value":{"blockhash":"4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn","lastValidBlockHeight":3090}}""", result => SolanaAnswerParser.Blockhash(result) is not null),
            ("""{"context":{"slot":82},"value":[{"slot":48,"confirmations":null,"err":null,"confirmationStatus":"finalized"},null,{"slot":49,"confirmations":3,"err":{"InstructionError":[2,{"Custom":0}]},"confirmationStatus":"confirmed"}]}""", result => SolanaAnswerParser.Statuses(result, 3, Endpoint) is not null),
            ("""{"context":{"slot":218},"value":{"err":{"InstructionError":[2,"InvalidInstructionData topsecretkey"]},"logs":[],"unitsConsumed":2366}}""", result => SolanaAnswerParser.Simulation(result, Endpoint) is { } trial && Hides(trial.Error)),
            ("""[{"slot":348125,"prioritizationFee":0},{"slot":348126,"prioritizationFee":1234}]""", result => SolanaAnswerParser.Fees(result) is not null),
            ("""{"context":{"slot":1},"value":123}""", result => SolanaAnswerParser.Balance(result) is not null),
            ("\"2id3YC2jK9G5Wo2phDx4gJVAew8DcY5NAojnVuao8rkxwPYPe8cSwE5GzhEgJA2y8fVjDEo6iR6ykBvDxrTQrtpb\"", result => SolanaAnswerParser.Signature(result) is not null),
        ];
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var read = new int[methods.Length];
        Assert.All(methods, method => Assert.True(method.Read(Parse(System.Text.Encoding.UTF8.GetBytes(method.Answer))!.Value)));
        for (var i = 0; i < Cases; i++)
        {
            var (answer, reader) = methods[i % methods.Length];
            if (Parse(mutator.Next(System.Text.Encoding.UTF8.GetBytes(answer))) is not { } result) continue;
            try
            {
                if (reader(result)) read[i % methods.Length]++;
            }
            catch (Exception cause)
            {
                throw new InvalidOperationException(mutator.Describe(i), cause);
            }
        }

        output.WriteLine($"read all the same: {string.Join(", ", read)}");
        Assert.All(read, count => Assert.True(count > 0));
    }

    [Fact]
    public void JournalRecords_Damaged_NeverThrow_AndWholeOnesComeBack()
    {
        var payer = new SolanaKit.Payer(1);
        var (set, posting) = (SolanaKit.Set(3), SolanaKit.Posting());
        var ready = (SolanaEncoding.Ready)new SolanaEncoder(SolanaKit.Domain, new()).Encode(posting.Attestation, set, Keccak256.Hash("hash"u8), 1, payer);
        var sent = new SentPosting(posting.Posting.Id, SolanaKit.Shard, 12, SolanaKit.Start, posting.Attestation.Leaf.Bytes, ready.Transaction, 777, SolanaKit.Start + 5, ready.Fee.Total);
        var state = new SolanaJournalState { InFlight = { sent, sent } };
        foreach (var feed in (string[])["ETH/USD", "BTC/USD"]) state.Standing[(SolanaKit.Shard, FeedId.Parse(feed))] = sent.Price()!.Value.Price;
        SolanaJournalRecord[] records =
        [
            new SolanaJournalRecord.Beginning(3, new(FakeCluster.Chain, payer.Address), state), new SolanaJournalRecord.Sent(sent), new SolanaJournalRecord.Over(ready.Transaction.Signature, true),
        ];
        var mutator = new Mutator(Seed);
        foreach (var record in records)
        {
            var bytes = record.Encode();
            Assert.Null(SolanaJournalRecord.Decode(bytes, out var whole));
            Assert.Equal(bytes, whole!.Encode());
            for (var i = 0; i < 20_000; i++)
            {
                var damaged = mutator.Next(bytes);
                var refusal = SolanaJournalRecord.Decode(damaged, out var read);
                Assert.True(refusal is null == read is not null, mutator.Describe(i));
                if (read is not null) Assert.Equal(damaged, read.Encode());
            }
        }
    }

    private static bool Hides(string? error) => error?.Contains("topsecretkey", StringComparison.OrdinalIgnoreCase) != true;

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
