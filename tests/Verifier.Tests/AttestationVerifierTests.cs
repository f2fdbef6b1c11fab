using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

public sealed class AttestationVerifierTests
{
    private static readonly Attestation Batch = Batches.Sign(Batches.Prices(5), Batches.Set, signers: [0, 2, 3]);
    private static readonly long Now = Batch.Header.ObservedAt + 500;

    [Fact]
    public void Batch_IsAccepted_WithItsStatementsInOrder()
    {
        Assert.Null(Batches.Verifier().Verify(Batch, Now, out var batch));
        Assert.Equal(Batches.Domain.Digest(Batch.Header), batch!.Digest);
        Assert.Equal(Batch.Leaves.Select(leaf => Hex.Encode(leaf.Bytes.Span)), batch.Statements.Select(statement => Hex.Encode(StatementCodec.Encode(statement!))));
        Assert.Equal(5, batch.Prices.Count());
        Assert.All(batch.Prices, price => Assert.Equal(Batch.Header.ObservedAt + Batches.ValidFor, price.ValidUntil));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void Signatures_OfAThresholdOrMore_AreEnough_OfLessAreNot(int count)
    {
        var batch = Batches.Sign(Batch.Leaves, Batches.Set, signers: [.. Enumerable.Range(0, count)]);
        var refusal = Batches.Verifier().Verify(batch, Now, out _);
        if (count < Batches.Set.Threshold) Assert.Equal(new Refusal.TooFewSignatures(count, Batches.Set.Threshold), refusal);
        else Assert.Null(refusal);
    }

    [Fact]
    public void Leaves_ThatAreNotAsManyAsStated_AreRefused()
    {
        Assert.Equal(new Refusal.LeafCountMismatch(5, 4), Batches.Verifier().Verify(Batch with { Leaves = [.. Batch.Leaves.Take(4)] }, Now, out _));
        Assert.Equal(new Refusal.LeafCountMismatch(5, 0), Batches.Verifier().Verify(Batch with { Leaves = [] }, Now, out _));
    }

    [Fact]
    public void Proof_LongerThanAnyTree_IsRefused_EvenIfItsBeginningIsRight()
    {
        var deep = Batches.Statement(Batch, 0) with { Proof = [.. Batches.Statement(Batch, 0).Proof, .. new Hash256[16]] };
        Assert.IsType<Refusal.Oversized>(Batches.Verifier().Verify(deep, Now, out _));
    }

    [Fact]
    public void Clock_AtTheEdges_DecidesBetweenAheadValidAndExpired()
    {
        var verifier = Batches.Verifier();
        var statement = Batches.Statement(Batch, 2);
        var observedAt = Batch.Header.ObservedAt;
        Assert.Equal(new Refusal.Ahead(observedAt, observedAt - 2_001, 2_000), verifier.Verify(statement, observedAt - 2_001, out var refused));
        Assert.Null(refused);
        Assert.Null(verifier.Verify(statement, observedAt - 2_000, out _));
        Assert.Null(verifier.Verify(statement, observedAt + Batches.ValidFor, out var accepted));
        Assert.Null(accepted!.CheckFresh(observedAt + Batches.ValidFor));
        Assert.Equal(accepted.CheckFresh(observedAt + Batches.ValidFor + 1), verifier.Verify(statement, observedAt + Batches.ValidFor + 1, out refused));
        Assert.Null(refused);
        Assert.Null(verifier.Verify(statement, null, out _));

        // A batch is a record of many statements: it does not end, each of its prices does.
        Assert.Null(verifier.Verify(Batch, observedAt + Batches.ValidFor + 1, out var batch));
        Assert.All(batch!.Prices, price => Assert.IsType<Refusal.Expired>(price.CheckFresh(observedAt + Batches.ValidFor + 1)));

        var patient = Batches.Verifier(options: new() { MaximumAheadMs = 10_000 });
        Assert.Null(patient.Verify(Batch, observedAt - 10_000, out _));
        Assert.IsType<Refusal.Ahead>(patient.Verify(Batch, observedAt - 10_001, out _));
    }

    [Fact]
    public void Audience_IsAnyone_OrTheConsumerItself()
    {
        var (me, other) = (new RandomForms(5).Hash(), new RandomForms(6).Hash());
        var mine = Batches.Sign(Batch.Leaves, Batches.Set, change: header => header with { Audience = me });
        var options = new VerifierOptions { Audience = me };
        Assert.Null(Batches.Verifier(options: options).Verify(mine, Now, out _));
        Assert.Null(Batches.Verifier(options: options).Verify(Batch, Now, out _));
        Assert.Equal(new Refusal.WrongAudience(me, other), Batches.Verifier(options: new() { Audience = other }).Verify(mine, Now, out _));
        Assert.Equal(new Refusal.WrongAudience(me, Hash256.Zero), Batches.Verifier().Verify(mine, Now, out _));
    }

    /// <summary>One verifier that has seen everything says the same of each attestation as a new one: remembered signatures open nothing.</summary>
    [Fact]
    public void WhatIsAccepted_DoesNotDependOnWhatWasSeenBefore()
    {
        var good = Batches.Statement(Batch, 0);
        AttesterSignature[] signatures = [.. Batch.Signatures];
        StatementAttestation[] attestations =
        [
            good,
            Batches.Statement(Batch, 4),
            good with { Signatures = signatures[..2] },
            good with { Signatures = [signatures[0], signatures[0], signatures[2]] },
            good with { Signatures = [signatures[0], signatures[1] with { Signer = 1 }, signatures[2]] },
            good with { Signatures = [signatures[0], signatures[1], Flipped(signatures[2])] },
            good with { Header = good.Header with { Sequence = 4 } },
            good with { Header = good.Header with { Epoch = 2 } },
            good with { Proof = [.. good.Proof.Reverse()] },
            good with { Leaf = Batch.Leaves[4] },
            Batches.Statement(Batches.Sign(Batch.Leaves, Batches.Set, signers: [1, 3, 4]), 0),
            Batches.Statement(Batches.Sign(Batch.Leaves, Batches.Set, change: header => header with { Algorithm = BatchHeader.RotationV1 + 1 }), 0),
        ];
        var expected = attestations.Select(attestation => Batches.Verifier().Verify(attestation, Now, out _)).ToArray();
        Assert.Equal(3, expected.Count(refusal => refusal is null));
        var random = new Random(7);
        var old = Batches.Verifier();
        for (var i = 0; i < 300; i++)
        {
            var index = random.Next(attestations.Length);
            Assert.Equal(expected[index], old.Verify(attestations[index], Now, out _));
        }
    }

    [Fact]
    public void Statement_OfAKindThatIsNotKnown_IsBytesInABatchAndNothingAlone()
    {
        var unknown = new Leaf(new byte[] { 8, 1, 2 }, new byte[] { 9 });
        var batch = Batches.Sign([.. Batches.Prices(2), unknown], Batches.Set);
        Assert.Null(Batches.Verifier().Verify(batch, Now, out var verified));
        Assert.Null(verified!.Statements[2]);
        Assert.Equal(new Refusal.UnsupportedVersion("statement kind", 8), Batches.Verifier().Verify(Batches.Statement(batch, 2), Now, out _));
    }

    private static AttesterSignature Flipped(AttesterSignature signature)
    {
        var bytes = signature.Bytes.ToArray();
        Secp256k1.NegateS(bytes.AsSpan(32, 32).ToArray(), bytes.AsSpan(32, 32));
        bytes[64] = (byte)(55 - bytes[64]);
        return signature with { Bytes = bytes };
    }
}
