using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Attestations and statement attestations that break one rule each, before any statement is read.</summary>
public sealed class InvalidBatches(SignatureBook book)
{
    /// <summary>Offsets in the wire form: the header begins after magic and version.</summary>
    private const int Header = 5;

    private const int FirstLeaf = Header + BatchHeaderCodec.Size;

    private readonly BatchBuilder _good = new(book, [SampleLeaves.EthUsd, .. SampleLeaves.Feeds(11, 2, 1).Skip(1).Select(SampleLeaves.WithoutContext)]);

    public IEnumerable<InvalidCase> All() => [.. Framing(), .. Headers(), .. Content(), .. Epochs(), .. Signatures(), .. Proofs()];

    private static InvalidCase Batch(string name, byte[] bytes, RefusalCode refusal, Setting? setting = null) => new("attestation", name, bytes, refusal, setting ?? new());

    private static InvalidCase Statement(string name, byte[] bytes, RefusalCode refusal, Setting? setting = null) => new("statementAttestation", name, bytes, refusal, setting ?? new());

    private IEnumerable<InvalidCase> Framing()
    {
        var good = _good.Bytes;
        foreach (var length in (int[])[0, 3, 4, 5, 100, FirstLeaf - 1, FirstLeaf, FirstLeaf + 1, FirstLeaf + 50, FirstLeaf + 99, good.Length - (66 * 3) - 1, good.Length - 66, good.Length - 1])
        {
            yield return Batch($"cut to {length} bytes", good[..length], RefusalCode.Truncated);
        }

        yield return Batch("one byte left over", good.Append(0), RefusalCode.TrailingBytes);
        yield return Batch("a signature more than counted", good.Append(new byte[66]), RefusalCode.TrailingBytes);
        yield return Batch("magic in lower case", good.Patch(0, "ccoa"u8.ToArray()), RefusalCode.BadMagic);
        yield return Batch("magic of a statement attestation", good.Patch(3, (byte)'P'), RefusalCode.BadMagic);
        yield return Batch("version 0", good.Patch(4, 0), RefusalCode.UnsupportedVersion);
        yield return Batch("version 2", good.Patch(4, 2), RefusalCode.UnsupportedVersion);
        yield return Batch("schema 0", good.Patch(Header, 0, 0), RefusalCode.UnsupportedVersion);
        yield return Batch("schema 2", good.Patch(Header, 0, 2), RefusalCode.UnsupportedVersion);
        yield return Batch("statement of no bytes", good.Patch(FirstLeaf, 0, 0), RefusalCode.Truncated);
        yield return Batch("statement of 4,097 bytes", good.Patch(FirstLeaf, 0x10, 0x01), RefusalCode.Oversized);
        yield return Batch("context of 40,961 bytes", good.Patch(FirstLeaf + 2 + StatementCodec.PriceSize, 0xa0, 0x01), RefusalCode.Oversized);
        yield return Batch("33 signatures", [.. good[..^(66 * 3 + 1)], 33, .. new byte[33 * 66]], RefusalCode.Oversized);
        yield return Batch("more leaves counted than there are", good.Patch(Header + 28, 0, 0, 0xff, 0xff), RefusalCode.Truncated);
    }

    private IEnumerable<InvalidCase> Headers()
    {
        yield return Batch("observed when the batch before was", Signed(header => header with { ObservedAt = header.ValidAfter }), RefusalCode.OutOfRange);
        yield return Batch("observed before the batch before", Signed(header => header with { ValidAfter = header.ObservedAt + 1 }), RefusalCode.OutOfRange);
        yield return Batch("no leaves", Signed(header => header with { LeafCount = 0 }), RefusalCode.OutOfRange);
        yield return Batch("65,536 leaves", Signed(header => header with { LeafCount = 65_536 }), RefusalCode.OutOfRange);
        yield return Batch("no previous digest at sequence 7", Signed(header => header with { PreviousDigest = Hash256.Zero }), RefusalCode.OutOfRange);
        yield return Batch("a previous digest at sequence 0", Signed(header => header with { Sequence = 0 }), RefusalCode.OutOfRange);
        yield return Batch("shard without a name", _good.Bytes.Patch(Header + 32, new byte[16]), RefusalCode.OutOfRange);
        yield return Batch("shard with a space", _good.Bytes.Patch(Header + 33, (byte)' '), RefusalCode.OutOfRange);
        yield return Batch("shard with a character above 0x7e", _good.Bytes.Patch(Header + 33, 0x7f), RefusalCode.OutOfRange);
        yield return Batch("shard with a character after its end", _good.Bytes.Patch(Header + 47, (byte)'x'), RefusalCode.OutOfRange);
        yield return Batch("algorithm 0", Signed(header => header with { Algorithm = 0 }), RefusalCode.UnknownAlgorithm);
        yield return Batch("algorithm 4", Signed(header => header with { Algorithm = 4 }), RefusalCode.UnknownAlgorithm);
        var forOther = Signed(header => header with { Audience = BatchBuilder.HashOf("someone else") });
        yield return Batch("for an audience, read by anyone", forOther, RefusalCode.WrongAudience);
        yield return Batch("for another audience", forOther, RefusalCode.WrongAudience, new() { Audience = BatchBuilder.HashOf("me") });
        yield return Batch("2,001 ms ahead of the clock", _good.Bytes, RefusalCode.Ahead, new() { Now = Setting.Start - 2_001 });
    }

    private IEnumerable<InvalidCase> Content()
    {
        var good = _good.Bytes;
        yield return Batch("a bit of a statement's value flipped", good.Flip(FirstLeaf + 2 + 40), RefusalCode.RootMismatch);
        yield return Batch("two statements exchanged", Reordered(0, 2, 1), RefusalCode.RootMismatch);
        yield return Batch("two statements exchanged that are one pair of the tree: its nodes are sorted, so only the body tells", Reordered(1, 0, 2), RefusalCode.BodyMismatch);
        yield return Batch("root of another batch", Signed(header => header with { Root = BatchBuilder.HashOf("root") }), RefusalCode.RootMismatch);
        yield return Batch("body of another batch", Signed(header => header with { Body = BatchBuilder.HashOf("body") }), RefusalCode.BodyMismatch);
    }

    private IEnumerable<InvalidCase> Epochs()
    {
        var (from, until) = (Setting.Five.ValidFrom, Setting.Five.ExpiresAt);
        yield return Batch("epoch 0", Signed(header => header with { Epoch = 0 }), RefusalCode.UnknownEpoch);
        yield return Batch("epoch 2, not rotated to", Signed(header => header with { Epoch = 2 }), RefusalCode.UnknownEpoch);
        yield return Batch("recovery epoch where there is none", Signed(header => header with { Epoch = AttesterSet.RecoveryEpoch }), RefusalCode.UnknownEpoch);
        yield return Batch("recovery epoch while the set lives", Signed(header => header with { Epoch = AttesterSet.RecoveryEpoch }), RefusalCode.EpochNotYetValid, new()
        {
            Recovery = new RecoveryRule(TestAttesters.Set(AttesterSet.RecoveryEpoch, 1, 0, UnixTime.MaxValue, 32), 1_000),
        });
        yield return Batch("clock at the set's expiry", _good.Bytes, RefusalCode.EpochExpired, new() { Now = until });
        yield return Batch("sealed at the set's expiry", (_good with { ObservedAt = until }).Bytes, RefusalCode.EpochExpired, new() { Now = null });
        yield return Batch("clock before the set begins", (_good with { ObservedAt = from }).Bytes, RefusalCode.EpochNotYetValid, new() { Now = from - 1 });
        yield return Batch("sealed before the set begins", (_good with { ObservedAt = from - 1 }).Bytes, RefusalCode.EpochNotYetValid, new() { Now = null });
    }

    private IEnumerable<InvalidCase> Signatures()
    {
        yield return Batch("no signature", (_good with { Signers = [] }).Bytes, RefusalCode.TooFewSignatures);
        yield return Batch("two of three", (_good with { Signers = [1, 3] }).Bytes, RefusalCode.TooFewSignatures);
        yield return Batch("signers descending", WithSignatures([.. _good.Signatures.Reverse()]), RefusalCode.SignerOrder);
        yield return Batch("one signer three times", WithSignatures([.. Enumerable.Repeat(_good.Signatures[0], 3)]), RefusalCode.SignerOrder);
        yield return Batch("one signer twice among enough others", WithSignatures([_good.Signatures[0], _good.Signatures[0], .. _good.Signatures[1..]]), RefusalCode.SignerOrder);
        yield return Batch("signer 5 of five", WithSignatures([.. _good.Signatures[..2], _good.Signatures[2] with { Signer = 5 }]), RefusalCode.SignerOrder);
        yield return Batch("signed by another member than named", WithSignatures([.. _good.Signatures[..2], _good.Signatures[2] with { Signer = 3 }]), RefusalCode.BadSignature);
        yield return Batch("signed by nobody of the set", WithSignatures([.. _good.Signatures[..2], new(4, book.Sign(9, _good.Digest))]), RefusalCode.BadSignature);
        yield return Batch("signed for another deployment", (_good with { Deployment = "crosschainoracle:other" }).Bytes, RefusalCode.BadSignature);
        yield return Batch("read in another deployment", _good.Bytes, RefusalCode.BadSignature, new() { Domain = "crosschainoracle:other" });
        yield return Batch("sequence changed after signing", _good.Bytes.Patch(Header + 15, 8), RefusalCode.BadSignature);
        yield return Batch("inputs root changed after signing", _good.Bytes.Flip(Header + 150), RefusalCode.BadSignature);
        yield return Batch("high s", Last(bytes =>
        {
            Secp256k1.NegateS(bytes.AsSpan(32, 32).ToArray(), bytes.AsSpan(32, 32));
            bytes[64] = (byte)(55 - bytes[64]);
        }), RefusalCode.BadSignature);
        yield return Batch("v of 0 or 1", Last(bytes => bytes[64] -= 27), RefusalCode.BadSignature);
        yield return Batch("the other v", Last(bytes => bytes[64] = (byte)(55 - bytes[64])), RefusalCode.BadSignature);
        yield return Batch("v of 29", Last(bytes => bytes[64] = 29), RefusalCode.BadSignature);
        yield return Batch("r of 0", Last(bytes => bytes.AsSpan(0, 32).Clear()), RefusalCode.BadSignature);
        yield return Batch("s of 0", Last(bytes => bytes.AsSpan(32, 32).Clear()), RefusalCode.BadSignature);
        yield return Batch("r of all ones", Last(bytes => bytes.AsSpan(0, 32).Fill(0xff)), RefusalCode.BadSignature);
        yield return Batch("three good signatures and a bad one", WithSignatures([.. _good.Signatures[..1], new(1, book.Sign(9, _good.Digest)), .. _good.Signatures[1..]]), RefusalCode.BadSignature);
    }

    private IEnumerable<InvalidCase> Proofs()
    {
        var good = AttestationCodec.Encode(_good.Statement(0));
        var proof = FirstLeaf + 4 + _good.Leaves[0].Bytes.Length + _good.Leaves[0].Context.Length;
        yield return Statement("magic of a batch", good.Patch(3, (byte)'A'), RefusalCode.BadMagic);
        yield return Statement("cut in the proof", good[..(proof + 20)], RefusalCode.Truncated);
        yield return Statement("one byte left over", good.Append(1), RefusalCode.TrailingBytes);
        yield return Statement("17 proof nodes", good.Patch(proof, 17), RefusalCode.Oversized);
        yield return Statement("a bit of the proof flipped", good.Flip(proof + 9), RefusalCode.RootMismatch);
        yield return Statement("a proof node missing", good.Patch(proof, (byte)(good[proof] - 1)).Remove(proof + 1, 32), RefusalCode.RootMismatch);
        yield return Statement("a proof node too many", good.Patch(proof, (byte)(good[proof] + 1)).Insert(proof + 1, new byte[32]), RefusalCode.RootMismatch);
        yield return Statement("no proof", good.Patch(proof, 0).Remove(proof + 1, 32 * good[proof]), RefusalCode.RootMismatch);
        yield return Statement("proof of another leaf", AttestationCodec.Encode(_good.Statement(0) with { Leaf = _good.Leaves[1] }), RefusalCode.RootMismatch);
        yield return Statement("validFor is over", good, RefusalCode.Expired, new() { Now = Setting.Start + 60_001 });
        yield return Statement("two of three signatures", AttestationCodec.Encode((_good with { Signers = [0, 1] }).Statement(0)), RefusalCode.TooFewSignatures);
        yield return Statement("a kind that version 1 does not know", AttestationCodec.Encode(new BatchBuilder(book, [SampleLeaves.Reserved(StatementKind.Risk)]).Statement(0)), RefusalCode.UnsupportedVersion);
    }

    /// <summary>The good batch with another header, signed as it is.</summary>
    private byte[] Signed(Func<BatchHeader, BatchHeader> change) => (_good with { Change = change }).Bytes;

    private byte[] Reordered(params int[] order) => AttestationCodec.Encode(_good.Attestation with { Leaves = [.. order.Select(index => _good.Leaves[index])] });

    private byte[] WithSignatures(AttesterSignature[] signatures) => AttestationCodec.Encode(_good.Attestation with { Signatures = signatures });

    private byte[] Last(Action<byte[]> damage)
    {
        var bytes = _good.Signatures[2].Bytes.ToArray();
        damage(bytes);
        return WithSignatures([.. _good.Signatures[..2], new(4, bytes)]);
    }
}
