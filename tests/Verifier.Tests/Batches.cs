using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

/// <summary>Really signed batches of a shard.</summary>
public static class Batches
{
    /// <summary>2026-09-21T14:13:20Z, the observation time of sequence 0; each later one is a second after.</summary>
    public const long Start = 1_790_000_000_000;

    public const long Day = 86_400_000;

    public const long ValidFor = 60_000;

    public static readonly SigningDomain Domain = new("crosschainoracle:test");

    public static readonly AttesterSet Set = TestAttesters.Set(1, 3, Start - Day, Start + Day, 1, 2, 3, 4, 5);

    /// <summary>One attester: cheap to sign and to verify.</summary>
    public static readonly AttesterSet Solo = TestAttesters.Set(1, 1, Start - Day, Start + Day, 1);

    public static long ObservedAt(ulong sequence) => Start + (1_000 * (long)sequence);

    public static Attestation Sign(IReadOnlyList<Leaf> leaves, AttesterSet set, ulong sequence = 3, Hash256? previous = null, Func<BatchHeader, BatchHeader>? change = null, params int[] signers)
    {
        var header = new BatchHeader
        {
            Schema = BatchHeader.CurrentSchema,
            Algorithm = BatchHeader.MedianV1,
            Epoch = set.Epoch,
            Sequence = sequence,
            ValidAfter = ObservedAt(sequence) - 1_000,
            ObservedAt = ObservedAt(sequence),
            LeafCount = (uint)leaves.Count,
            Shard = ShardId.Parse("test"),
            Audience = Hash256.Zero,
            PreviousDigest = sequence == 0 ? Hash256.Zero : previous ?? BatchContent.Body(leaves),
            StateDigest = Hash256.Zero,
            InputsRoot = Hash256.Zero,
            Root = BatchContent.Root(leaves),
            Body = BatchContent.Body(leaves),
        };
        header = change?.Invoke(header) ?? header;
        int[] indices = signers.Length == 0 ? [.. Enumerable.Range(0, set.Threshold)] : signers;
        return new(header, leaves, TestAttesters.Sign(set, Domain.Digest(header), indices));
    }

    public static StatementAttestation Statement(Attestation batch, int index) =>
        new(batch.Header, batch.Leaves[index], MerkleTree.Build([.. batch.Leaves.Select(leaf => leaf.Hash)]).Proof(index), batch.Signatures);

    /// <summary>Prices of different feeds in order, each with its context, valid for <see cref="ValidFor"/>.</summary>
    public static Leaf[] Prices(int count, int seed = 1)
    {
        var random = new RandomForms(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var writer = new CanonicalWriter();
            ContextCodec.Write(writer, random.PriceContext());
            var price = random.PriceOf(FeedId.Parse($"F{i:0000}/USD")) with { ValidFor = (uint)ValidFor, Context = Keccak256.Hash(writer.Written) };
            return new Leaf(StatementCodec.Encode(price), writer.ToArray());
        })];
    }

    public static AttestationVerifier Verifier(AttesterSet? anchor = null, RecoveryRule? recovery = null, VerifierOptions? options = null) =>
        new(Domain, new(anchor ?? Set, recovery), options);
}
