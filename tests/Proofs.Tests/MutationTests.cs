using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Proofs.Tests;

/// <summary>Damaged messages: never an exception, never a value that was not signed.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_260_826;

    [Fact]
    public void VaaParser_OfDamagedBytes_RefusesOrReadsWithinItsLimits()
    {
        var mutator = Mutator();
        var originals = Recorded.Files("wormhole", "vaas").Select(file => Recorded.Bytes(Recorded.Read(file))).ToArray();
        for (var i = 0; i < Cases; i++)
        {
            var bytes = mutator.Next(originals[i % originals.Length]);
            var parsed = VaaParser.TryParse(bytes, out var vaa, out var refusal);
            Assert.True(parsed == (refusal is null), mutator.Describe(i));
            if (!parsed) AssertDetail(refusal!, mutator, i);
            else Assert.True(bytes.Length == 6 + (66 * vaa!.Signatures.Count) + 51 + vaa.Payload.Length, mutator.Describe(i));
            if (parsed && !P2whBatch.TryParse(vaa!.Payload, out _, out var batchRefusal)) AssertDetail(batchRefusal, mutator, i);
        }
    }

    [Fact]
    public void PythUpdate_OfDamagedBytes_NeverGivesAMessageThatTheOriginalDidNot()
    {
        var mutator = Mutator();
        var routers = new DevRouters();
        var trust = routers.Trust();
        var slot = routers.Encoder().Sign(1_714_746_101, 7, [.. Enumerable.Range(0, 20).Select(i => (PythMessage)DevRouters.Price((byte)i, 1_000 + i))]);
        var original = slot.Update([3, 17]);
        var signed = Enumerable.Range(0, 20).Select(i => (PythMessage)DevRouters.Price((byte)i, 1_000 + i)).ToHashSet();
        var proven = 0;
        for (var i = 0; i < Cases; i++)
        {
            if (!PythUpdate.TryVerify(mutator.Next(original), trust, 1_714_746_101_000, out var update, out var refusal))
            {
                AssertDetail(refusal, mutator, i);
                continue;
            }

            foreach (var message in update.Messages) Assert.True(signed.Contains(message.Message) && update.Slot == 7, mutator.Describe(i));
            foreach (var message in update.Refused) AssertDetail(message.Refusal, mutator, i);
            proven += update.Messages.Count;
        }

        Assert.True(proven > 0, "the mutations never reach the Merkle proofs");
    }

    [Fact]
    public void PythUpdate_OfDamagedMainnetBytes_NeverGivesAMessageThatTheOriginalDidNot()
    {
        var mutator = Mutator();
        var original = Recorded.Bytes(Recorded.Read("pyth/updates/gs4_20240503T142141_2u_BTCUSD-c96458.json"));
        Assert.True(PythUpdate.TryReadTime(original, out var time, out _));
        Assert.True(PythUpdate.TryVerify(original, Recorded.Mainnet, time, out var genuine, out _));
        var signed = genuine.Messages.Select(message => message.Message).ToHashSet();
        for (var i = 0; i < Cases / 20; i++)
        {
            if (!PythUpdate.TryVerify(mutator.Next(original), Recorded.Mainnet, time, out var update, out _)) continue;
            foreach (var message in update.Messages) Assert.True(signed.Contains(message.Message), mutator.Describe(i));
        }
    }

    private static void AssertDetail(ProofRefusal refusal, Mutator mutator, int i) =>
        Assert.True(refusal.Detail.Length is > 0 and <= 200 && refusal.Detail.All(letter => letter is >= ' ' and <= '~'), $"{mutator.Describe(i)}: {refusal.Detail}");

    private Mutator Mutator()
    {
        output.WriteLine($"seed {Seed}");
        return new(Seed);
    }
}
