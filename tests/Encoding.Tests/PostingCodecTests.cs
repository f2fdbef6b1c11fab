using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Tests;

/// <summary>Offsets are those of docs/spec/attestation-v1.md, sections 3 and 15.1, added up by hand.</summary>
public sealed class PostingCodecTests
{
    private static readonly SigningDomain Domain = new("crosschainoracle:test");

    [Fact]
    public void BatchPosting_HasTagHeaderSignaturesAndAllStatements_AtTheirOffsets()
    {
        var batch = Batch(1, signatures: 2);
        var posting = PostingCodec.Encode(batch, Domain, 2);
        var header = Form.Write(batch.Header);

        // keccak256("crosschainoracle:test") begins with the tag.
        Assert.Equal(Keccak256.Hash("crosschainoracle:test"u8).ToArray()[..4], posting[..4]);
        Assert.Equal(header[..80], posting[4..84]);
        Assert.Equal(Keccak256.Hash([.. Keccak256.Hash("Provenance(bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot)"u8).ToArray(), .. header[80..176]]).ToArray(), posting[84..116]);
        Assert.Equal(batch.Header.Root.ToArray(), posting[116..148]);
        Assert.Equal(2, posting[148]);
        Assert.Equal(batch.Signatures[0].Signer, posting[149]);
        Assert.Equal(batch.Signatures[0].Bytes.ToArray(), posting[150..215]);
        Assert.Equal(batch.Signatures[1].Signer, posting[215]);
        Assert.Equal(batch.Signatures[1].Bytes.ToArray(), posting[216..281]);
        Assert.Equal(batch.Leaves.SelectMany(leaf => leaf.Bytes.ToArray()), posting[281..]);
    }

    [Fact]
    public void StatementPosting_HasTheBodyWhereTheRootWas_AndTheProofBeforeTheStatement()
    {
        var batch = Batch(2, signatures: 1);
        Hash256[] proof = [Keccak256.Hash("a"u8), Keccak256.Hash("b"u8)];
        var posting = PostingCodec.Encode(new StatementAttestation(batch.Header, batch.Leaves[0], proof, batch.Signatures), Domain, 1);
        var header = Form.Write(batch.Header);
        Assert.Equal(Domain.Salt.ToArray()[..4], posting[..4]);
        Assert.Equal(header[..80], posting[4..84]);
        Assert.Equal(SigningDomain.Provenance(batch.Header).ToArray(), posting[84..116]);
        Assert.Equal(batch.Header.Body.ToArray(), posting[116..148]);
        Assert.Equal(1, posting[148]);
        Assert.Equal(batch.Signatures[0].Bytes.ToArray(), posting[150..215]);
        Assert.Equal(2, posting[215]);
        Assert.Equal(proof[0].ToArray(), posting[216..248]);
        Assert.Equal(proof[1].ToArray(), posting[248..280]);
        Assert.Equal(batch.Leaves[0].Bytes.ToArray(), posting[280..]);
    }

    /// <summary>The header's fields where a contract reads them: sequence at 12, observedAt at 26, shard at 36, audience at 52.</summary>
    [Fact]
    public void Fields_StandWhereAContractReadsThem()
    {
        var batch = Batch(3, signatures: 1);
        var posting = PostingCodec.Encode(batch, Domain, 1);
        Assert.Equal(batch.Header.Sequence, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(posting.AsSpan(12)));
        Assert.Equal((ulong)batch.Header.ObservedAt, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(posting.AsSpan(24)) & 0xffff_ffff_ffff);
        var shard = new byte[ShardId.Size];
        batch.Header.Shard.CopyTo(shard);
        Assert.Equal(shard, posting[36..52]);
        Assert.Equal(batch.Header.Audience.ToArray(), posting[52..84]);
    }

    [Fact]
    public void Contexts_AreNotPosted()
    {
        var batch = Batch(4, signatures: 1);
        var bare = batch with { Leaves = [.. batch.Leaves.Select(leaf => new Leaf(leaf.Bytes, default))] };
        Assert.Contains(batch.Leaves, leaf => !leaf.Context.IsEmpty);
        Assert.Equal(PostingCodec.Encode(bare, Domain, 1), PostingCodec.Encode(batch, Domain, 1));
        Assert.Equal(PostingCodec.Encode(One(bare), Domain, 1), PostingCodec.Encode(One(batch), Domain, 1));
    }

    [Fact]
    public void FewerSignatures_AreTheFirstOnes()
    {
        var batch = Batch(5, signatures: 5);
        for (var count = 0; count <= 5; count++)
        {
            var first = batch with { Signatures = [.. batch.Signatures.Take(count)] };
            Assert.Equal(PostingCodec.Encode(first, Domain, count), PostingCodec.Encode(batch, Domain, count));
            Assert.Equal(PostingCodec.Encode(One(first), Domain, count), PostingCodec.Encode(One(batch), Domain, count));
        }
    }

    private static StatementAttestation One(Attestation batch) => new(batch.Header, batch.Leaves[0], [], batch.Signatures);

    private static Attestation Batch(int seed, int signatures)
    {
        var random = new RandomForms(seed);
        Leaf[] leaves = [new(StatementCodec.Encode(random.PriceOf(random.Feed())), Form.Write(random.PriceContext())), new(StatementCodec.Encode(random.GapOf(random.Feed())), default)];
        return new(random.Header(), leaves, [.. Enumerable.Range(0, signatures).Select(i => new AttesterSignature((byte)(2 * i), (byte[])[.. random.Hash().ToArray(), .. random.Hash().ToArray(), 28]))]);
    }
}
