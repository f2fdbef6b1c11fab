using System.Security.Cryptography;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class AttesterTests
{
    [Fact]
    public async Task Cosign_AChainOfBatches_SignsEachAndRemembersIt()
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        var chain = Chain.Start();
        for (ulong sequence = 0; sequence < 5; sequence++)
        {
            // No signatures: its own log vouches for the batch before.
            var proposal = (chain with { Signatures = [] }).Propose($"{2_500 + sequence}");
            AssertSigned(node, proposal, await node.CosignAsync(proposal.Request));
            Assert.Equal(new AttesterLogEntry(Samples.Shard, sequence, proposal.Digest, proposal.Batch.Header.StateDigest), node.Log.Last(Samples.Shard));
            chain = proposal.Then();
        }
    }

    [Fact]
    public async Task Cosign_AfterItWasDown_TakesAThresholdsWordForTheBatchBefore()
    {
        var missed = Chain.Start().Propose().Then().Propose("2501").Then().Propose("2502");
        foreach (var (signatures, refusal) in new (IReadOnlyList<AttesterSignature>, Type?)[]
        {
            (Keys.Sign(missed.Digest, 1, 3, 4), null),
            (Keys.Sign(missed.Digest, 0, 1, 2, 3, 4), null),
            ([], typeof(Refusal.TooFewSignatures)),
            (Keys.Sign(missed.Digest, 1, 3), typeof(Refusal.TooFewSignatures)),
            (Keys.Sign(missed.Digest, 1, 1, 3), typeof(Refusal.SignerOrder)),
            (Keys.Sign(missed.Digest, 3, 1, 4), typeof(Refusal.SignerOrder)),
            ([.. Keys.Sign(missed.Digest, 1, 3), new(5, Keys.Five[4].Sign(missed.Digest))], typeof(Refusal.SignerOrder)),
            (Keys.Sign(Keys.Digest("another"), 1, 3, 4), typeof(Refusal.BadSignature)),
            ([.. Keys.Sign(missed.Digest, 1, 3), new(4, Keys.Five[0].Sign(missed.Digest))], typeof(Refusal.BadSignature)),
            ([.. Keys.Sign(missed.Digest, 1, 3), new(4, HighS(Keys.Five[4].Sign(missed.Digest)))], typeof(Refusal.BadSignature)),
            ([.. Keys.Sign(missed.Digest, 1, 3), new(4, LowV(Keys.Five[4].Sign(missed.Digest)))], typeof(Refusal.BadSignature)),
        })
        {
            await using var node = AttesterNode.InMemory(new MemoryFileSystem());
            var proposal = missed.Then(signatures).Propose("2503");
            var outcome = await node.CosignAsync(proposal.Request);
            if (refusal is null) AssertSigned(node, proposal, outcome);
            else Assert.IsType(refusal, Assert.IsType<CosignOutcome.Refused>(outcome).Refusal);
        }
    }

    [Fact]
    public async Task Cosign_TheSameBatchAgain_SignsItAgainAlsoAfterARestartAndWhateverTheClockSays()
    {
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt));
        await using var node = AttesterNode.InMemory(new MemoryFileSystem(), time: time);
        var proposal = Chain.Start().Propose();
        for (var run = 0; run < 3; run++)
        {
            AssertSigned(node, proposal, await node.CosignAsync(proposal.Request));
            time.Advance(TimeSpan.FromDays(400));
            await node.RestartAsync();
        }

        await node.Log.DisposeAsync();
    }

    [Fact]
    public async Task Cosign_ASecondDigestForASequence_IsEquivocationAlsoAfterARestart()
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        var (first, second) = (Chain.Start().Propose("2500"), Chain.Start().Propose("2600"));
        AssertSigned(node, first, await node.CosignAsync(first.Request));
        for (var run = 0; run < 2; run++)
        {
            Assert.Equal(new Refusal.Equivocation("majors", 0, first.Digest, second.Digest), await RefusalAsync(node, second.Request));
            await node.RestartAsync();
        }

        var next = first.Then().Propose();
        AssertSigned(node, next, await node.CosignAsync(next.Request));
        Assert.IsType<Refusal.Equivocation>(await RefusalAsync(node, second.Request));
    }

    [Fact]
    public async Task Cosign_ASequenceItLeftOut_IsOutOfOrder()
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        var missed = Chain.Start().Propose();
        var next = missed.Then().Propose();
        AssertSigned(node, next, await node.CosignAsync(next.Request));
        Assert.Equal(new Refusal.OutOfOrder("majors", 0, 1), await RefusalAsync(node, missed.Request));
    }

    [Fact]
    public async Task Cosign_ARoundTooFarFromItsClock_IsRefusedAndUpToTheLimitSigned()
    {
        foreach (var (offsetMs, refusal) in new (long, Type?)[]
        {
            (-AttesterSettings.DefaultMaximumAheadMs, null),
            (-AttesterSettings.DefaultMaximumAheadMs - 1, typeof(Refusal.Ahead)),
            (AttesterSettings.DefaultMaximumBehindMs, null),
            (AttesterSettings.DefaultMaximumBehindMs + 1, typeof(Refusal.Expired)),
        })
        {
            var proposal = Chain.Start().Propose();
            var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(proposal.Round.ObservedAt + offsetMs));
            await using var node = AttesterNode.InMemory(new MemoryFileSystem(), time: time);
            var outcome = await node.CosignAsync(proposal.Request);
            if (refusal is null) AssertSigned(node, proposal, outcome);
            else Assert.IsType(refusal, Assert.IsType<CosignOutcome.Refused>(outcome).Refusal);
        }
    }

    [Fact]
    public async Task Cosign_WhenEvidenceDoesNotHold_IsRefusedForThat()
    {
        var (proposal, refusal) = (Chain.Start().Propose(), new Refusal.OutOfRange("evidence", "0x", "does not verify"));
        await using var node = AttesterNode.InMemory(new MemoryFileSystem(), settings: AttesterNode.Settings with
        {
            Rules = [new PriceRules(Samples.Policy(), (round, policy, now) =>
                round.ObservedAt == proposal.Round.ObservedAt && policy.Shard == Samples.Shard && now == Samples.StartedAt + 60_000 ? refusal : null)],
        });
        Assert.Equal(refusal, await RefusalAsync(node, proposal.Request));
        Assert.Null(node.Log.Last(Samples.Shard));
    }

    [Fact]
    public async Task Cosign_AfterARotation_TakesTheWordOfTheEpochBeforeAndOfNoOlder()
    {
        var settings = AttesterNode.Settings with
        {
            Sets = [Keys.Set(1), Keys.Set(2, validFrom: Samples.StartedAt), Keys.Set(3, validFrom: Samples.StartedAt), Keys.Set(4, validFrom: UnixTime.MaxValue - 1), Keys.Set(5, expiresAt: 1), Keys.Set(6, 1, members: [Keys.Five[1]])],
        };
        var before = Chain.Start().Propose(epoch: 1).Then();
        foreach (var (epoch, refusal) in new (uint, Type?)[]
        {
            (2, null), (3, typeof(Refusal.BadRotation)), (4, typeof(Refusal.EpochNotYetValid)),
            (5, typeof(Refusal.EpochExpired)), (6, typeof(Refusal.OutOfRange)), (7, typeof(Refusal.UnknownEpoch)),
        })
        {
            await using var node = AttesterNode.InMemory(new MemoryFileSystem(), settings: settings);
            var proposal = before.Propose(epoch: epoch);
            var outcome = await node.CosignAsync(proposal.Request);
            if (refusal is null) AssertSigned(node, proposal, outcome);
            else Assert.IsType(refusal, Assert.IsType<CosignOutcome.Refused>(outcome).Refusal);
        }
    }

    /// <summary>Section 9 of the specification: no verifier takes it after that.</summary>
    [Fact]
    public async Task Cosign_WhereTheNextSetIsKnown_SignsForTheOldOneUntilItsGraceEnds()
    {
        var end = Samples.StartedAt + 2_000;
        await using var node = AttesterNode.InMemory(new MemoryFileSystem(), settings: AttesterNode.Settings with { Sets = [Keys.Set(1), Keys.Set(2, validFrom: end - AttesterSet.MaximumGraceMs)] });
        Assert.Equal(new Refusal.EpochExpired(1, end, end), await RefusalAsync(node, Chain.Start().Propose(afterMs: 2_000).Request));
        var proposal = Chain.Start().Propose(afterMs: 1_999);
        AssertSigned(node, proposal, await node.CosignAsync(proposal.Request));
    }

    [Fact]
    public async Task Cosign_WhenTheSignerFails_FailsAndSignsTheSameDigestLater()
    {
        var signer = new FailingSigner(Keys.Five[0]) { Fails = true };
        await using var node = AttesterNode.InMemory(new MemoryFileSystem(), signer);
        var proposal = Chain.Start().Propose();
        Assert.IsType<CosignOutcome.Failed>(await node.CosignAsync(proposal.Request));
        signer.Fails = false;
        Assert.IsType<Refusal.Equivocation>(await RefusalAsync(node, Chain.Start().Propose("2600").Request));
        AssertSigned(node, proposal, await node.CosignAsync(proposal.Request));
    }

    [Fact]
    public async Task Made_WithTheLogOfAnother_OrAnUnsoundPolicy_Throws()
    {
        await using var node = AttesterNode.InMemory(new MemoryFileSystem());
        Assert.Throws<ArgumentException>(() => new Attester(Keys.Five[1], node.Log, AttesterNode.Settings, node.Time));
        Assert.Throws<ArgumentException>(() => new PriceRules(Samples.Policy() with { Feeds = [] }));
    }

    internal static byte[] HighS(byte[] signature)
    {
        var high = signature.ToArray();
        Secp256k1.NegateS(signature.AsSpan(32, 32), high.AsSpan(32, 32));
        high[64] = (byte)(55 - signature[64]);
        return high;
    }

    internal static byte[] LowV(byte[] signature) => [.. signature[..64], (byte)(signature[64] - 27)];

    private static void AssertSigned(AttesterNode node, Proposal proposal, CosignOutcome outcome)
    {
        var signature = Assert.IsType<CosignOutcome.Signed>(outcome).Signature;
        Assert.True(SignatureQuorum.IsBy(node.Address, proposal.Digest, signature.Span, out _));
    }

    private static async Task<Refusal> RefusalAsync(AttesterNode node, CosignRequest request) =>
        Assert.IsType<CosignOutcome.Refused>(await node.CosignAsync(request)).Refusal;

    private sealed class FailingSigner(ISigner signer) : ISigner
    {
        public bool Fails { get; set; }

        public EvmAddress Address => signer.Address;

        public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default) => Fails ? throw new CryptographicException("the platform is out of order") : signer.SignAsync(digest, ct);
    }
}
