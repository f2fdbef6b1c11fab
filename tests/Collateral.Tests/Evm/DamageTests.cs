using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>Answers, logs and configurations that are not what they should be.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_120;

    public static TheoryData<string> Worlds => VectorTests.Worlds;

    /// <summary>What one call failed to tell is a problem, and every position that is still given is the right one.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void AnyCallThatFails_IsAProblem_AndNoOtherPositionChanges(string name)
    {
        var world = new World(Vectors.Named(name));
        var whole = world.Read().Positions.ToHashSet();
        foreach (var call in world.Answers.Keys)
        {
            foreach (var code in (RejectionCode[])[RejectionCode.CallFailed, RejectionCode.EndpointQuorum])
            {
                var answer = world.Read(call, new CallOutcome.Failed(new(code, "the reason")));
                Assert.Contains(answer.Problems, problem => problem.Code == code && problem.Detail.EndsWith(": the reason", StringComparison.Ordinal));
                Assert.Subset(whole, answer.Positions.ToHashSet());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void AnyAnswerCutOrLengthened_IsAProblem_AndNoOtherPositionChanges(string name)
    {
        var world = new World(Vectors.Named(name));
        var whole = world.Read().Positions.ToHashSet();
        foreach (var (call, data) in world.Answers)
        {
            foreach (var damaged in (byte[][])[[], data[..^1], data[..^32], [.. data, 0], [.. data, .. new byte[32]]])
            {
                var answer = world.Read(call, new CallOutcome.Returned(damaged));
                Assert.Contains(answer.Problems, problem => problem.Code == RejectionCode.Malformed);
                Assert.Subset(whole, answer.Positions.ToHashSet());
            }
        }
    }

    /// <summary>Every result of these functions is a fixed number of words, so that another length is garbage for certain.</summary>
    [Fact]
    public void Answers_ThatAreDamaged_NeverThrow_AndGarbageIsNoPosition()
    {
        var mutator = new Mutator(Seed);
        output.WriteLine($"seed {Seed}, {Cases} cases");
        World[] worlds = [.. Vectors.All.Select(world => new World(world!))];
        var (refused, accepted) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var world = worlds[i % worlds.Length];
            var (call, data) = world.Answers.ElementAt(i / worlds.Length % world.Answers.Count);
            var damaged = mutator.Next(data);
            try
            {
                var answer = world.Read(call, new CallOutcome.Returned(damaged));
                Assert.All(answer.Positions, position => Assert.True(position.Shares <= (UInt128)Int128.MaxValue && position.Amount >= 0));
                Assert.All(answer.Problems, problem => Assert.All(problem.Detail, c => Assert.InRange(c, ' ', '~')));
                if (damaged.Length != data.Length) Assert.NotEmpty(answer.Problems);
                _ = answer.Problems.Count > 0 ? refused++ : accepted++;
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {world.Name}: {call}: {Convert.ToHexString(damaged)}: {cause}");
            }
        }

        // The damage must have been of both kinds, or the test would hold nothing.
        Assert.True(refused > Cases / 4 && accepted > 0, $"{refused} refused, {accepted} accepted");
    }

    [Fact]
    public void Logs_ThatAreDamaged_NeverThrow_AndChangeNobodyElse()
    {
        var mutator = new Mutator(Seed + 1);
        output.WriteLine($"seed {Seed + 1}, {Cases} cases");
        (IEvmProtocol Reader, EvmLog Log)[] logs = [.. Vectors.All.SelectMany(world => world!["logs"]!.AsArray().Select(log => (Vectors.ReaderOf(world!), Vectors.LogOf(log!))))];
        for (var i = 0; i < Cases; i++)
        {
            var (reader, log) = logs[i % logs.Length];
            byte[] topics = [.. log.Topics.SelectMany(topic => topic.ToArray())];
            var damaged = mutator.Next(topics);
            Hash256[] asTopics = [.. damaged.Chunk(Hash256.Size).Where(chunk => chunk.Length == Hash256.Size).Take(4).Select(chunk => Hash256.From(chunk))];
            try
            {
                foreach (var change in reader.ChangesOf(log with { Topics = asTopics, Data = mutator.Next(log.Data.Span) }))
                {
                    Assert.Contains(asTopics, topic => topic.ToString().EndsWith(change.Owner.ToString()[2..], StringComparison.Ordinal));
                    Assert.NotEqual(0, change.Delta);
                }
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {reader.Source}: {cause}");
            }
        }
    }

    [Fact]
    public void Configurations_ThatAreDamaged_NeverThrow_AndMakeNoReaderWhereAnythingIsWrong()
    {
        var mutator = new Mutator(Seed + 2);
        output.WriteLine($"seed {Seed + 2}, {Cases} cases");
        (string Member, byte[] List)[] configs = [.. Vectors.All.Select(world => (Vectors.MemberOf(world!), System.Text.Encoding.UTF8.GetBytes($"[{world!["config"]!.ToJsonString()}]")))];
        var (refused, accepted) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var (member, list) = configs[i % configs.Length];
            using var damaged = StrictJson.Parse(mutator.Next(list), out _);
            if (damaged is null) continue;
            var problems = new List<string>();
            try
            {
                Assert.True(EvmProtocols.TryParse(member, damaged.RootElement, problems, out var protocols));
                Assert.True(problems.Count == 0 || protocols.Count == 0);
                _ = problems.Count > 0 ? refused++ : accepted++;
            }
            catch (Exception cause)
            {
                Assert.Fail($"{mutator.Describe(i)}: {damaged.RootElement}: {cause}");
            }
        }

        Assert.True(refused > 1_000 && accepted > 0, $"{refused} refused, {accepted} accepted");
    }

    /// <summary>A world, any answer of which can be replaced; calls that nobody encoded an answer to revert.</summary>
    private sealed class World(JsonNode world)
    {
        private readonly IEvmProtocol _reader = Vectors.ReaderOf(world);
        private readonly EvmAddress _owner = Vectors.OwnerOf(world);

        public string Name { get; } = (string)world["name"]!;

        public Dictionary<(EvmAddress To, string Data), byte[]> Answers { get; } = Vectors.AnswersOf(world);

        public ProtocolAnswer Read((EvmAddress, string) replaced = default, CallOutcome? by = null) => Vectors.Read(_reader, _owner, call =>
        {
            var key = (call.To, Hex.Encode(call.Data.Span));
            if (by is not null && key == replaced) return by;
            return Answers.TryGetValue(key, out var data) ? new CallOutcome.Returned(data) : new CallOutcome.Failed(new(RejectionCode.CallFailed, $"{call.To} reverted without a reason"));
        });
    }
}
