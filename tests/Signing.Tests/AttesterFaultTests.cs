using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

/// <summary>Every disk fault around the signer: nothing is signed that a power cut at that very moment would make forgotten.</summary>
public sealed class AttesterFaultTests
{
    private static readonly Proposal[] Batches = [.. Proposals()];

    /// <summary>The rivals of <see cref="Batches"/>: other digests for the same sequences, on the same batches before.</summary>
    private static readonly Proposal[] Rivals = [.. Batches.Select(batch => batch.Before.Propose("2600"))];

    [Fact]
    public async Task EveryStep_FailingInEveryWay_SignsOnlyWhatIsDurable()
    {
        var calm = await RunAsync(_ => Fault.None);
        Assert.Equal(Batches.Select(batch => batch.Digest), calm.Signer.Signed);
        var (failed, unknown) = (0, 0);
        foreach (var row in FaultTable.Rows(calm.Files.Steps.Count))
        {
            var run = await RunAsync(row.Plan);
            failed += run.Failed;
            unknown += run.Unknown;
            Assert.True(run.Signer.Forgotten.Count == 0, $"{row}: signed and not durable: {string.Join(", ", run.Signer.Forgotten)}");
            Assert.True(run.OneDigestEach, $"{row}: two digests for a sequence: {string.Join(", ", run.Signer.Signed)}");
        }

        Assert.True(failed > 10 && unknown > 10, $"{failed} failed, {unknown} unknown: the table must reach both");
    }

    /// <summary>Asks for each batch until it is signed or refused; after a failure or an unknown outcome first for its rival, after a restart.</summary>
    private static async Task<Run> RunAsync(Func<Step, Fault> plan)
    {
        var files = new MemoryFileSystem { Plan = plan };
        var run = new Run(files, new DurabilitySigner(Keys.Five[0], files));
        var node = await StartAsync(run);
        for (var i = 0; i < Batches.Length; i++)
        {
            var proposal = Batches[i];
            for (var attempt = 0; attempt < 4; attempt++)
            {
                var outcome = await node.CosignAsync(proposal.Request);
                if (outcome is CosignOutcome.Signed or CosignOutcome.Refused) break;
                if (outcome is CosignOutcome.Failed) run.Failed++;
                else run.Unknown++;
                proposal = attempt == 0 ? Rivals[i] : Batches[i];
                if (outcome is CosignOutcome.Failed) continue;
                await node.DisposeAsync();
                node = await StartAsync(run);
            }
        }

        await node.DisposeAsync();
        return run;
    }

    private static async Task<AttesterNode> StartAsync(Run run)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return AttesterNode.InMemory(run.Files, run.Signer);
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                await Task.Yield();
            }
        }
    }

    private static IEnumerable<Proposal> Proposals()
    {
        var chain = Chain.Start();
        for (var i = 0; i < 4; i++)
        {
            var proposal = chain.Propose($"{2_500 + i}");
            yield return proposal;
            chain = proposal.Then();
        }
    }

    private sealed record Run(MemoryFileSystem Files, DurabilitySigner Signer)
    {
        public int Failed { get; set; }

        public int Unknown { get; set; }

        public bool OneDigestEach => Batches.Zip(Rivals).All(pair => !(Signer.Signed.Contains(pair.First.Digest) && Signer.Signed.Contains(pair.Second.Digest)));
    }

    /// <summary>Looks, before it signs, at what the disk would hold after a power cut.</summary>
    private sealed class DurabilitySigner(ISigner signer, MemoryFileSystem files) : ISigner
    {
        public List<Hash256> Signed { get; } = [];

        public List<Hash256> Forgotten { get; } = [];

        public EvmAddress Address => signer.Address;

        public ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default)
        {
            var found = false;
            var options = AttesterLog.In("/log") with { FileSystem = files.AfterPowerCut() };
            ReadOnlyLog.Open(options, (in ScannedRecord scanned) =>
            {
                AttesterRecord.Decode(scanned.Payload.Span, out _, out var entry);
                found |= entry!.Digest == digest;
                return null;
            });
            Signed.Add(digest);
            if (!found) Forgotten.Add(digest);
            return signer.SignAsync(digest, ct);
        }
    }
}
