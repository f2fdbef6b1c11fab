using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Capture;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Tests.Commands;
using CrossChainOracle.Node.Tests.Sandbox;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests;

/// <summary>The small parsers of the node: whatever they are given, a value or a problem, never both, never neither, and nothing thrown.</summary>
public sealed class ParserMutationTests
{
    private const int Seed = 20_261_121;
    private const int Cases = 100_000;

    private static readonly AttesterSet Set = AttesterSet.Create(1, 2, 0, 9_000, [.. Enumerable.Range(1, 3).Select(i => EvmAddress.Parse($"0x{i:x40}"))], out _)!;

    [Fact]
    public void DeploymentRecord_OfDamagedBytes_IsReadOrRefused() => Mutate(
        new DeploymentRecord("crosschainoracle:test", Set).Encode(),
        bytes =>
        {
            var record = DeploymentRecord.Parse("mutated", bytes, out var problem);
            return (record is not null, problem is not null);
        });

    [Fact]
    public void AttestersDocument_OfDamagedBytes_IsReadOrRefused() => Mutate(
        AttestersDocument.Write(new("crosschainoracle:test"), (Set, Set.ExpiresAt)),
        bytes =>
        {
            var (record, problem) = AttesterFile.Parse("mutated", bytes);
            return (record is not null, problem is not null);
        });

    [Fact]
    public void NextSet_OfDamagedBytes_IsReadOrRefused()
    {
        foreach (var sound in (byte[][])[AttestersDocument.Write(new("crosschainoracle:test"), (Set, Set.ExpiresAt)), NextSetFileTests.Sound])
        {
            Mutate(sound, bytes =>
            {
                var next = NextSetFile.Parse(bytes, "crosschainoracle:test", out var problems);
                return (next is not null, problems.Count > 0);
            });
        }
    }

    [Fact]
    public void RecordedFile_OfDamagedBytes_IsReadOrRefused() => Mutate(
        File.ReadAllBytes(Repository.PathOf("tests", "data", "pyth", "hermes_v2", "sse_stream_btc_20240503_1.json")),
        bytes =>
        {
            var messages = RecordedFile.Messages(bytes, out var problem);
            return (messages.Count > 0, problem is not null || messages.Count == 0);
        });

    [Fact]
    public async Task CapturePlan_OfDamagedBytes_IsReadOrRefused()
    {
        await using var world = await SandboxWorld.StartAsync(TinyMarket.Load(), new(), new ManualTime(DateTimeOffset.UnixEpoch.AddYears(60)), CancellationToken.None);
        var config = SandboxConfig.For(world, "", new Uri("http://127.0.0.1"));
        Mutate(CapturePlan.Of(config).Encode(), bytes =>
        {
            var read = CapturePlan.Parse("mutated", bytes, config.Shards, out var problem);
            return (read is not null, problem is not null);
        });
    }

    private static void Mutate(byte[] sound, Func<byte[], (bool Value, bool Problem)> parse)
    {
        Assert.Equal((true, false), parse(sound));
        var mutator = new Mutator(Seed);
        for (var i = 0; i < Cases; i++)
        {
            try
            {
                var (value, problem) = parse(mutator.Next(sound));
                Assert.True(value != problem, mutator.Describe(i));
            }
            catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{mutator.Describe(i)}: {thrown}");
            }
        }
    }
}
