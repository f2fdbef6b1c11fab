using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Verifier.Tests;

/// <summary>Signed bytes, damaged: nothing throws, and nothing is accepted that says anything else. Only contexts may be left out; they are not signed but hashed.</summary>
public sealed class MutationTests
{
    private const int Mutations = 100_000;

    /// <summary>Changes which bytes are damaged; any value must pass.</summary>
    private const int Seed = 20_261_120;

    private static readonly Attestation Batch = Batches.Sign(Batches.Prices(4), Batches.Set);

    [Fact]
    public void DamagedBatch_IsNeverAccepted()
    {
        var signed = AttestationCodec.Encode(Batch);
        var bare = AttestationCodec.Encode(WithoutContexts(Batch));
        var verifier = Batches.Verifier();
        Run([signed, bare], bytes =>
        {
            if (AttestationCodec.Decode(bytes, out Attestation? attestation) is not null) return true;
            if (verifier.Verify(attestation!, Batch.Header.ObservedAt, out _) is not null) return true;
            return ContextsAreOurs(attestation!.Leaves, Batch.Leaves) && AttestationCodec.Encode(WithoutContexts(attestation)).AsSpan().SequenceEqual(bare);
        });
    }

    [Fact]
    public void DamagedStatementAttestation_IsNeverAccepted()
    {
        var one = Batches.Statement(Batch, 1);
        var signed = AttestationCodec.Encode(one);
        var bare = AttestationCodec.Encode(WithoutContext(one));
        var verifier = Batches.Verifier();
        Run([signed, bare], bytes =>
        {
            if (AttestationCodec.Decode(bytes, out StatementAttestation? attestation) is not null) return true;
            if (verifier.Verify(attestation!, Batch.Header.ObservedAt, out _) is not null) return true;
            return ContextsAreOurs([attestation!.Leaf], [one.Leaf]) && AttestationCodec.Encode(WithoutContext(attestation)).AsSpan().SequenceEqual(bare);
        });
    }

    private static void Run(byte[][] originals, Func<byte[], bool> holds)
    {
        var mutator = new Mutator(Seed);
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(originals[i % originals.Length]);
            try
            {
                Assert.True(holds(damaged), $"{mutator.Describe(i)} was accepted: {Hex.Encode(damaged)}");
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{mutator.Describe(i)}: {Hex.Encode(damaged)}: {failure}");
            }
        }
    }

    private static bool ContextsAreOurs(IReadOnlyList<Leaf> found, IReadOnlyList<Leaf> ours) =>
        found.Zip(ours).All(pair => pair.First.Context.IsEmpty || pair.First.Context.Span.SequenceEqual(pair.Second.Context.Span));

    private static Attestation WithoutContexts(Attestation batch) => batch with { Leaves = [.. batch.Leaves.Select(leaf => leaf with { Context = default })] };

    private static StatementAttestation WithoutContext(StatementAttestation one) => one with { Leaf = one.Leaf with { Context = default } };
}
