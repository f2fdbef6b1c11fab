using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Api3;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Feeds.Tests.Evm;

public sealed class AnswerMutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;

    private static readonly FeedId Feed = FeedId.Parse("ETH/USD");

    [Fact]
    public void ChainlinkAnswers_Damaged_NeverThrowAndWhatIsReadIsTheOnlyEncoding()
    {
        byte[][] answers = [ChainlinkContracts.Round(new(6, 11106), 229_750_276_106, 1_706_558_123), new AbiWriter().String("ETH / USD").ToArray(), new AbiWriter().UInt(8).ToArray()];
        Run(1_120_301, answers, damaged =>
        {
            if (ChainlinkParser.TryParseRound(damaged, out var round, out var failure))
            {
                Assert.InRange(round.UpdatedAt, 0ul, ChainlinkLimits.MaximumTime);
                Assert.Equal(damaged, ChainlinkContracts.Round(round.Id, round.Answer, round.UpdatedAt, round.StartedAt, round.AnsweredIn));
            }

            var named = ChainlinkParser.TryCheckDescription(damaged, Feed, out var wrong);
            var counted = ChainlinkParser.TryParseDecimals(damaged, out var decimals, out var uncounted);
            if (counted) Assert.InRange(decimals, 0, 255);
            return [failure, named ? null : wrong!, counted ? null : uncounted!];
        });
    }

    [Fact]
    public void Api3Answers_Damaged_NeverThrowAndWhatIsReadIsTheOnlyEncoding()
    {
        byte[][] answers = [new AbiWriter().Int(1_606_660_000_000_000_000).UInt(1_694_600_000).ToArray(), System.Text.Encoding.ASCII.GetBytes("ETH/USD".PadRight(32, '\0'))];
        Run(1_120_302, answers, damaged =>
        {
            if (Api3Parser.TryParseReading(damaged, out var reading, out var failure)) Assert.Equal(damaged, new AbiWriter().Int(reading.Value).UInt(reading.Timestamp).ToArray());
            return [failure, Api3Parser.TryCheckName(damaged, Feed, out var wrong) ? null : wrong!];
        });
    }

    // Each case gives for each parser its refusal, or null where it read something; both must happen for each.
    private void Run(int seed, byte[][] answers, Func<byte[], ReadFailure?[]> parse)
    {
        output.WriteLine($"seed {seed}, {Cases} cases");
        var mutator = new Mutator(seed);
        var refused = new HashSet<int>();
        var read = new HashSet<int>();
        var parsers = 0;
        for (var i = 0; i < Cases; i++)
        {
            var damaged = mutator.Next(answers[i % answers.Length]);
            try
            {
                var failures = parse(damaged);
                parsers = failures.Length;
                for (var parser = 0; parser < parsers; parser++)
                {
                    (failures[parser] is null ? read : refused).Add(parser);
                    if (failures[parser] is { } failure) Assert.True(Enum.IsDefined(failure.Code) && failure.Detail.Length > 0);
                }
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Convert.ToHexString(damaged)}: {cause}");
            }
        }

        Assert.Equal((parsers, parsers), (read.Count, refused.Count));
    }
}
