using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

/// <summary>What the rotation vectors do not show: they begin with sets that are in order.</summary>
public sealed class AttesterSetsTests
{
    private static readonly AttesterSet Rescue = TestAttesters.Set(AttesterSet.RecoveryEpoch, 1, 0, UnixTime.MaxValue, 9);

    [Fact]
    public void Rotation_ToASetThatTheBatchDoesNotState_IsRefused()
    {
        var verifier = Batches.Verifier();
        var (stated, other) = (Next(2, 6), Next(2, 7));
        var batch = Stating(verifier, Batches.Set, stated);
        Assert.IsType<Refusal.BadRotation>(verifier.Sets.Rotate(batch, other));
        Assert.Null(verifier.Sets.Rotate(batch, stated));
        Assert.Equal(stated, verifier.Sets.Current);
    }

    [Fact]
    public void Rotation_ToTheRecoveryEpoch_IsRefused()
    {
        var last = TestAttesters.Set(AttesterSet.RecoveryEpoch - 1, 1, Batches.Start - 1, Batches.Start + Batches.Day, 1);
        var verifier = Batches.Verifier(last);
        var next = Next(AttesterSet.RecoveryEpoch, 6);
        Assert.IsType<Refusal.BadRotation>(verifier.Sets.Rotate(Stating(verifier, last, next), next));
    }

    [Fact]
    public void Rotation_ByARecoverySetOfAnotherVerifier_IsRefusedWhereThereIsNone()
    {
        var expired = TestAttesters.Set(1, 1, Batches.Start - Batches.Day, Batches.Start, 1);
        var generous = Batches.Verifier(expired, new(Rescue, 0));
        var next = Next(2, 6);
        var batch = Stating(generous, Rescue, next);
        Assert.IsType<Refusal.BadRotation>(Batches.Verifier(expired).Sets.Rotate(batch, next));
        Assert.Null(generous.Sets.Rotate(batch, next));
    }

    [Fact]
    public void Sets_ThatCannotBe_AreProgrammingErrors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttesterSets(Rescue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttesterSets(Batches.Set, graceMs: AttesterSet.MaximumGraceMs + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AttesterSets(Batches.Set, graceMs: -1));
    }

    private static AttesterSet Next(uint epoch, int key) => TestAttesters.Set(epoch, 1, Batches.Start + Batches.Day, Batches.Start + (2 * Batches.Day), key);

    private static VerifiedBatch Stating(AttestationVerifier verifier, AttesterSet signer, AttesterSet stated)
    {
        var attestation = Batches.Sign([new(StatementCodec.Encode(new AttesterSetStatement(stated)), default)], signer);
        Assert.Null(verifier.Verify(attestation, null, out var batch));
        return batch!;
    }
}
