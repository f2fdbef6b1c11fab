using CrossChainOracle.Domain;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Blobs.Tests.Log;

/// <summary>An attester whose log is blobs: every fault of the service, and whatever order two processes with its key are asked in.</summary>
public sealed class AttesterOnBlobsTests
{
    private static readonly AttesterSettings Settings = new() { Domain = Samples.Domain, Rules = [new PriceRules(Samples.Policy())], Sets = [Keys.Set()] };
    private static readonly Proposal[] Batches = [.. Proposals()];

    /// <summary>Other digests for the same sequences, on the same batches before.</summary>
    private static readonly Proposal[] Rivals = [.. Batches.Select(batch => batch.Before.Propose("2600"))];

    [Fact]
    public async Task EveryRequest_FailingInEveryWay_OnceOrFromThenOn_SignsOnlyWhatIsRecorded()
    {
        var calm = await RunAsync(_ => BlobFault.None);
        Assert.Equal(Batches.Select(batch => batch.Digest), calm.Signed);
        var (failed, unknown) = (0, 0);
        foreach (var fault in Enum.GetValues<BlobFault>().Except([BlobFault.None]))
        {
            for (var at = 0; at < calm.Requests; at++)
            {
                foreach (var length in new[] { 1, 2, 4, int.MaxValue })
                {
                    var run = await RunAsync(request => request >= at && request - at < length ? fault : BlobFault.None);
                    (failed, unknown) = (failed + run.Failed, unknown + run.Unknown);
                    Assert.True(run.Unrecorded.Count == 0, $"{fault} × {length} at {at}: signed and not recorded: {string.Join(", ", run.Unrecorded)}");
                    Assert.True(run.OneDigestEach, $"{fault} × {length} at {at}: two digests for a sequence: {string.Join(", ", run.Signed)}");
                    if (length == 1) Assert.Equal(Batches.Length, run.Signed.Distinct().Count());
                }
            }
        }

        Assert.True(failed > 10 && unknown > 10, $"{failed} failed, {unknown} unknown: the table must reach both");
    }

    /// <summary>Deterministic: the seed chooses which process is asked for which of two rival batches, and when both are asked at once.</summary>
    [Fact]
    public async Task TwoProcessesWithOneKey_InAnyOrder_SignOneDigestPerSequence()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            using var blobs = new MemoryBlobs { Plan = _ => random.Next(6) == 0 ? (BlobFault)random.Next(1, 8) : BlobFault.None };
            var signer = new RecordedSigner(blobs);
            Attester[] processes = [Start(blobs, signer), Start(blobs, signer)];
            for (var step = 0; step < 12; step++)
            {
                if (random.Next(5) == 0) processes[random.Next(2)] = Start(blobs, signer);
                var asked = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
                    processes[random.Next(2)].CosignAsync((random.Next(2) == 0 ? Batches : Rivals)[random.Next(Batches.Length)].Request).AsTask()).ToList();
                await Task.WhenAll(asked);
            }

            Assert.True(signer.Unrecorded.Count == 0 && signer.OneDigestEach, $"seed {seed}: {string.Join(", ", signer.Signed)}");
        }
    }

    /// <summary>Asks for each batch until it is signed or refused; after a failure or an unknown outcome first for its rival, by a new process.</summary>
    private static async Task<Run> RunAsync(Func<int, BlobFault> plan)
    {
        using var blobs = new MemoryBlobs { Plan = plan };
        var signer = new RecordedSigner(blobs);
        var attester = Start(blobs, signer);
        var (failed, unknown) = (0, 0);
        for (var i = 0; i < Batches.Length; i++)
        {
            var proposal = Batches[i];
            for (var attempt = 0; attempt < 4; attempt++)
            {
                var outcome = await attester.CosignAsync(proposal.Request);
                if (outcome is CosignOutcome.Signed) break;
                if (outcome is CosignOutcome.Failed) failed++;
                if (outcome is CosignOutcome.Unknown) unknown++;
                proposal = attempt == 0 ? Rivals[i] : Batches[i];
                attester = Start(blobs, signer);
                if (attempt == 2) proposal = Rivals[i];
            }
        }

        return new(blobs.Requests, failed, unknown, signer.Signed, signer.Unrecorded, signer.OneDigestEach);
    }

    private static Attester Start(MemoryBlobs blobs, ISigner signer) =>
        new(signer, new BlobAttesterLog(blobs.Container(), signer.Address), Settings, new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt + 60_000)));

    private static IEnumerable<Proposal> Proposals()
    {
        var chain = Chain.Start();
        for (var i = 0; i < 3; i++)
        {
            var proposal = chain.Propose($"{2_500 + i}");
            yield return proposal;
            chain = proposal.Then();
        }
    }

    private sealed record Run(int Requests, int Failed, int Unknown, IReadOnlyList<Hash256> Signed, IReadOnlyList<Hash256> Unrecorded, bool OneDigestEach);

    /// <summary>Looks, before it signs, at what the service holds.</summary>
    private sealed class RecordedSigner(MemoryBlobs blobs) : ISigner
    {
        private readonly Lock _gate = new();

        public List<Hash256> Signed { get; } = [];

        public List<Hash256> Unrecorded { get; } = [];

        public bool OneDigestEach => Batches.Zip(Rivals).All(pair => !(Signed.Contains(pair.First.Digest) && Signed.Contains(pair.Second.Digest)));

        public EvmAddress Address => Keys.Five[0].Address;

        public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default)
        {
            var isRecorded = blobs.Blobs.Values.Any(record => AttesterRecord.Decode(record, out _, out var entry) is null && entry!.Digest == digest);
            lock (_gate)
            {
                Signed.Add(digest);
                if (!isRecorded) Unrecorded.Add(digest);
            }

            return Keys.Five[0].SignAsync(digest, ct);
        }
    }
}
