using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Tests.Wormhole;

public sealed class VaaVerifierTests
{
    private const uint Timestamp = 1_700_000_000;
    private const long Time = Timestamp * 1_000L;
    private static readonly byte[] Body = VaaEncoder.Body(Timestamp, 3, DevRouters.Source, 42, 1, [1, 2, 3]);
    private readonly DevRouters _routers = new();

    [Theory]
    [InlineData(new byte[] { 0, 1, 2 })]
    [InlineData(new byte[] { 1, 3, 4 })]
    [InlineData(new byte[] { 0, 1, 2, 3, 4 })]
    public void TryVerify_OfAQuorumOfRouters_GivesTheMessage(byte[] signers)
    {
        Assert.True(_routers.Trust().Signers.TryVerify(Signed(signers), Time, out var verified, out var refusal), refusal?.ToString());
        Assert.Equal(_routers.Set, verified.Set);
        Assert.Equal(signers, verified.Vaa.Signatures.Select(signature => signature.Signer));
        Assert.Equal([1, 2, 3], verified.Vaa.Payload.ToArray());
        Assert.Equal((Timestamp, 3u, DevRouters.Source, 42ul, (byte)1), (verified.Vaa.Timestamp, verified.Vaa.Nonce, verified.Vaa.Emitter, verified.Vaa.Sequence, verified.Vaa.Consistency));
    }

    [Fact]
    public void TryVerify_BelowTheQuorum_IsRefused() =>
        AssertRefused(Signed([0, 4]), new ProofRefusal.TooFewSignatures(DevRouters.Family, 0, 2, 3));

    [Fact]
    public void TryVerify_WithoutSignatures_IsRefused() =>
        AssertRefused(Signed([]), new ProofRefusal.TooFewSignatures(DevRouters.Family, 0, 0, 3));

    [Fact]
    public void TryVerify_WithOneBadSignatureBeyondTheQuorum_IsRefused()
    {
        var refusal = Refuse(Signed([0, 1, 2, 3], (digest, signer) => _routers.Sign(digest, signer == 3 ? 4 : signer)));
        Assert.Equal(new ProofRefusal.WrongSigner(DevRouters.Family, 0, 3, _routers.Set.Members[3], _routers.Set.Members[4]), refusal);
    }

    [Fact]
    public void TryVerify_WithOneSignerTwice_IsRefused()
    {
        var vaa = Signed([0, 1, 2]);
        vaa.AsSpan(6, 66).CopyTo(vaa.AsSpan(72));
        Assert.Equal(new ProofRefusal.Malformed("VAA", 72, "signers are not ascending: 0 after 0"), Refuse(vaa));
    }

    [Fact]
    public void TryVerify_WithSignersOutOfOrder_IsRefused()
    {
        var vaa = Signed([0, 1, 2]);
        var first = vaa[6..72];
        vaa.AsSpan(72, 66).CopyTo(vaa.AsSpan(6));
        first.CopyTo(vaa, 72);
        Assert.Equal(RejectionCode.Malformed, Refuse(vaa).Code);
    }

    [Fact]
    public void TryVerify_OfASignerBeyondTheSet_IsRefused() =>
        AssertRefused(Signed([0, 1, 5], (digest, signer) => _routers.Sign(digest, signer % 5)), new ProofRefusal.NoSuchSigner(DevRouters.Family, 0, 5, 5));

    [Fact]
    public void TryVerify_OfHighS_IsBelievedAsTheContractDoes() =>
        Assert.True(_routers.Trust().Signers.TryVerify(Signed([0, 1, 2], (digest, signer) => DevSigner.WithHighS(_routers.Sign(digest, signer))), Time, out _, out _));

    [Theory]
    [InlineData(27)]
    [InlineData(2)]
    [InlineData(255)]
    public void TryVerify_OfARecoveryIdThatIsNotOneOfTheWire_IsRefused(byte recoveryId)
    {
        var vaa = Signed([0, 1, 2]);
        vaa[71] = recoveryId;
        Assert.Equal(new ProofRefusal.WrongSigner(DevRouters.Family, 0, 0, _routers.Set.Members[0], null), Refuse(vaa));
    }

    [Fact]
    public void TryVerify_OfAnUnknownSet_IsRefused() =>
        AssertRefused(VaaEncoder.Encode(9, [0, 1, 2], _routers.Sign, Body), new ProofRefusal.UnknownSet(DevRouters.Family, 9));

    [Theory]
    [InlineData(Time, Time, true)]
    [InlineData(Time + 5, Time + 5, true)]
    [InlineData(Time + 5, Time + 6, false)]
    [InlineData(Time - 1, Time - 1, false)]
    public void TryVerify_BelievesASetUntilItsExpiry(long expiresAt, long now, bool believed)
    {
        var routers = new DevRouters(0, expiresAt);
        var vaa = VaaEncoder.Encode(0, [0, 1, 2], routers.Sign, Body);
        Assert.Equal(believed, routers.Trust().Signers.TryVerify(vaa, now, out _, out var refusal));
        if (!believed) Assert.Equal(new ProofRefusal.ExpiredSet(DevRouters.Family, 0, expiresAt, Math.Max(Time, now)), refusal);
    }

    [Fact]
    public void TryVerify_OfARememberedVaaAfterItsSetExpired_IsRefused()
    {
        var routers = new DevRouters(0, Time + 10);
        var signers = routers.Trust().Signers;
        var vaa = VaaEncoder.Encode(0, [0, 1, 2], routers.Sign, Body);
        Assert.True(signers.TryVerify(vaa, Time, out _, out _));
        Assert.False(signers.TryVerify(vaa, Time + 11, out var verified, out var refusal));
        Assert.Null(verified);
        Assert.Equal(RejectionCode.ExpiredSignerSet, refusal.Code);
    }

    [Fact]
    public void TryVerify_OfARememberedVaa_IsTheSameAndDoesNotChangeWithTheCallersBuffer()
    {
        var signers = _routers.Trust().Signers;
        var vaa = Signed([0, 1, 2]);
        Assert.True(signers.TryVerify(vaa, Time, out var first, out _));
        var copy = (byte[])vaa.Clone();
        Array.Clear(vaa);
        Assert.True(signers.TryVerify(copy, Time, out var second, out _));
        Assert.Same(first, second);
        Assert.Equal([1, 2, 3], second.Vaa.Payload.ToArray());
    }

    [Fact]
    public void TryVerify_RemembersNoMoreThanItsCapacity()
    {
        var signers = _routers.Trust(2).Signers;
        var vaas = Enumerable.Range(0, 3).Select(i => VaaEncoder.Encode(0, [0, 1, 2], _routers.Sign, [.. Body, (byte)i])).ToArray();
        var verified = Array.ConvertAll(vaas, vaa => Verify(signers, vaa));
        Assert.Same(verified[2], Verify(signers, vaas[2]));
        Assert.Same(verified[1], Verify(signers, vaas[1]));
        Assert.NotSame(verified[0], Verify(signers, vaas[0]));
    }

    [Fact]
    public void TryVerify_FromManyThreads_AgreesWithItself()
    {
        var signers = _routers.Trust(4).Signers;
        var vaas = Enumerable.Range(0, 8).Select(i => VaaEncoder.Encode(0, [0, 1, 2], _routers.Sign, [.. Body, (byte)i])).ToArray();
        Parallel.For(0, 64, i => Assert.Equal((byte)(i % 8), Verify(signers, vaas[i % 8]).Vaa.Payload.Span[^1]));
    }

    [Fact]
    public void TryVerify_WithTwoFamiliesOfOneIndex_BelievesEither()
    {
        var others = new DevRouters();
        var trust = new VaaVerifier([others.Sets, _routers.Sets]);
        Assert.Equal(_routers.Set, Verify(trust, Signed([0, 1, 2])).Set);
        Assert.Equal(others.Set, Verify(trust, VaaEncoder.Encode(0, [0, 1, 2], others.Sign, Body)).Set);
    }

    [Fact]
    public void TryParse_OfAnOversizedVaa_IsRefused()
    {
        Assert.False(VaaParser.TryParse(new byte[Proofs.Wormhole.Vaa.MaximumSize + 1], out _, out var refusal));
        Assert.Equal(new ProofRefusal.Oversized("VAA", Proofs.Wormhole.Vaa.MaximumSize + 1, Proofs.Wormhole.Vaa.MaximumSize), refusal);
    }

    [Fact]
    public void TryParse_OfEveryPrefix_IsRefusedOrAShorterPayload()
    {
        var vaa = Signed([0, 1, 2]);
        for (var i = 0; i < vaa.Length; i++)
        {
            var parsed = VaaParser.TryParse(vaa.AsMemory(0, i), out _, out var refusal);
            Assert.Equal(i >= vaa.Length - 3, parsed);
            Assert.Equal(parsed, refusal is null);
        }
    }

    private static VerifiedVaa Verify(VaaVerifier signers, byte[] vaa)
    {
        Assert.True(signers.TryVerify(vaa, Time, out var verified, out var refusal), refusal?.ToString());
        return verified;
    }

    private byte[] Signed(byte[] signers, Func<Hash256, int, byte[]>? sign = null) => VaaEncoder.Encode(0, signers, sign ?? _routers.Sign, Body);

    private ProofRefusal Refuse(byte[] vaa)
    {
        Assert.False(_routers.Trust().Signers.TryVerify(vaa, Time, out var verified, out var refusal));
        Assert.Null(verified);
        return refusal;
    }

    private void AssertRefused(byte[] vaa, ProofRefusal expected) => Assert.Equal(expected, Refuse(vaa));
}
