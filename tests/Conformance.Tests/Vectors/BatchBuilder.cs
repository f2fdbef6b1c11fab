using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Makes signed batches out of leaves, good ones and, by <see cref="Change"/>, ones that break a rule yet are signed.</summary>
public sealed record BatchBuilder(SignatureBook Book, IReadOnlyList<Leaf> Leaves)
{
    public string Deployment { get; init; } = Setting.Deployment;

    public AttesterSet Set { get; init; } = Setting.Five;

    public int[] Signers { get; init; } = [0, 2, 4];

    public ulong Sequence { get; init; } = 7;

    public long ObservedAt { get; init; } = Setting.Start;

    public Hash256 Audience { get; init; }

    public Hash256? PreviousDigest { get; init; }

    /// <summary>Applied to the true header before it is signed.</summary>
    public Func<BatchHeader, BatchHeader> Change { get; init; } = header => header;

    public BatchHeader Header => Change(new()
    {
        Schema = BatchHeader.CurrentSchema,
        Algorithm = BatchHeader.MedianV1,
        Epoch = Set.Epoch,
        Sequence = Sequence,
        ValidAfter = ObservedAt - 1_000,
        ObservedAt = ObservedAt,
        LeafCount = (uint)Leaves.Count,
        Shard = ShardId.Parse("vectors"),
        Audience = Audience,
        PreviousDigest = PreviousDigest ?? (Sequence == 0 ? Hash256.Zero : HashOf($"batch {Sequence - 1}")),
        StateDigest = HashOf($"state {Sequence}"),
        InputsRoot = HashOf($"inputs {Sequence}"),
        Root = BatchContent.Root(Leaves),
        Body = BatchContent.Body(Leaves),
    });

    public Hash256 Digest => new SigningDomain(Deployment).Digest(Header);

    public AttesterSignature[] Signatures => Book.Sign(Set, Digest, Signers);

    public Attestation Attestation => new(Header, Leaves, Signatures);

    public byte[] Bytes => AttestationCodec.Encode(Attestation);

    public StatementAttestation Statement(int index) => new(Header, Leaves[index], Proof(index), Signatures);

    public Hash256[] Proof(int index) => MerkleTree.Build([.. Leaves.Select(leaf => leaf.Hash)]).Proof(index);

    /// <summary>A hash that stands for something the vector does not contain: keccak256 of the text.</summary>
    public static Hash256 HashOf(string text) => Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(text));
}
