using System.Text.Json;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Chains.Tests;

public sealed class CometMutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_126;

    private static readonly byte[][] Results =
    [
        Recorded("mocha-4_10000_commit.json"),
        Recorded("mocha-4_10000_validators.json"),
        """{"node_info":{"network":"test-1"},"sync_info":{"latest_block_height":"12","catching_up":false}}"""u8.ToArray(),
        """{"response":{"code":0,"log":"","key":"Ag==","value":"AQ==","proofOps":{"ops":[{"type":"ics23:iavl","key":"Ag==","data":"CgA="},{"type":"ics23:simple","key":"YmFuaw==","data":"CgA="}]},"height":"9"}}"""u8.ToArray(),
    ];

    [Fact]
    public void CometParser_OfDamagedResults_NeverThrowsAndWhatItReadsIsWithinItsLimits()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var read = new int[4];
        for (var i = 0; i < Cases; i++)
        {
            if (Parse(mutator.Next(Results[i % 4])) is not { } json) continue;
            if (CometParser.TryParseCommit(json, out var signed, out var problem))
            {
                read[0]++;
                Assert.True(signed.Header.Height is > 0 and < long.MaxValue && signed.Header.ProposerAddress.Length == 20 && signed.Header.ComputeHash() is var _, mutator.Describe(i));
                Assert.True(signed.Commit.Votes.All(vote => vote.Kind == VoteKind.Absent || vote.Address.Length == 20), mutator.Describe(i));
            }
            else
            {
                AssertProblem(problem, i, mutator);
            }

            if (CometParser.TryParseValidators(json, out var height, out var page, out var total, out problem))
            {
                read[1]++;
                Assert.True(height > 0 && total >= 0, mutator.Describe(i));
                if (ValidatorSet.TryCreate(page, out var set, out _)) Assert.True(set!.Power > 0, mutator.Describe(i));
            }
            else
            {
                AssertProblem(problem, i, mutator);
            }

            if (CometParser.TryParseStatus(json, out var status, out problem)) read[2] += status.Height > 0 ? 1 : 0;
            else AssertProblem(problem, i, mutator);
            if (CometParser.TryParseQuery(json, out var answer, out problem)) read[3] += answer.Steps.Count <= CometParser.MaximumSteps ? 1 : 0;
            else AssertProblem(problem, i, mutator);
        }

        Assert.All(read, count => Assert.True(count > 50, string.Join(", ", read)));
    }

    private static void AssertProblem(string problem, int i, Mutator mutator) => Assert.True(problem.Length is > 0 and <= 200 && problem.All(c => c is >= ' ' and <= '~'), $"{mutator.Describe(i)}: {problem}");

    private static JsonElement? Parse(byte[] json)
    {
        using var document = Encoding.StrictJson.Parse(json, out _);
        return document?.RootElement.Clone();
    }

    private static byte[] Recorded(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "cosmos", "signed_headers", name)));
        return System.Text.Encoding.UTF8.GetBytes(document.RootElement.GetProperty("result").GetRawText());
    }
}
