using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Ledger;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>What a node left on disk, all of it verified: one chain of digests, every batch recomputed, signed and published, and no attester bound to another.</summary>
/// <param name="Digests">By sequence.</param>
internal sealed record Audit(IReadOnlyList<Hash256> Digests)
{
    /// <summary>Of a node at rest: nothing is pending.</summary>
    public static async Task<Audit> RunAsync(Disk disk, IShardRules rules, AttesterSet set, SigningDomain domain)
    {
        var batches = await LedgerAsync(disk, rules, set, domain);
        foreach (var member in set.Members)
        {
            AttesterLog.Verify(disk.Attester(member), member, entry => Assert.Equal((rules.Shard, batches[(int)entry.Sequence].Digest), (entry.Shard, entry.Digest))).OrThrow();
        }

        Stream(disk, batches);
        return new([.. batches.Select(batch => batch.Digest)]);
    }

    /// <summary>The same, and that it is what the world was told.</summary>
    public static async Task<Audit> RunAsync(Disk disk, World world)
    {
        var audit = await RunAsync(disk, world.Kind.RulesOf(), world.Set, Samples.Domain);
        Assert.All(world.Published, said => Assert.Equal(said.Value, audit.Digests[(int)said.Key]));
        Assert.All(world.Signed, digest => Assert.Contains(digest, audit.Digests));
        Assert.Empty(world.Forgotten);
        Assert.Equal(audit.Digests, world.Following.Seen);
        Assert.Equal(audit.Digests, world.Grouped.Seen);
        return audit;
    }

    private static async Task<List<StoredBatch>> LedgerAsync(Disk disk, IShardRules rules, AttesterSet set, SigningDomain domain)
    {
        using var ledger = FileLedger.OpenReadOnly(disk.Ledger).OrThrow();
        var verifier = new AttestationVerifier(domain, new AttesterSets(set));
        var batches = new List<StoredBatch>();
        ReadOnlyMemory<byte> state = default;
        await foreach (var entry in ledger.ReadFromAsync(rules.Shard.ToString(), 0))
        {
            Assert.Null(StoredBatch.Open(entry, domain, out var batch));
            Assert.Equal(((ulong)batches.Count, batches.LastOrDefault()?.Digest ?? default), (batch!.Header.Sequence, batch.Header.PreviousDigest));
            Assert.Null(verifier.Verify(batch.ToAttestation(), null, out _));
            Assert.Null(rules.Compute(domain, state, entry.Reservation.Round, null, out var computed));
            Assert.Equal(batch.Digest, computed!.Digest);
            Assert.True(entry.Reservation.State.Span.SequenceEqual(computed.StateBytes.Span));
            state = computed.StateBytes;
            batches.Add(batch);
        }

        return batches;
    }

    private static void Stream(Disk disk, List<StoredBatch> batches)
    {
        var wire = batches.Select(batch => AttestationCodec.Encode(batch.ToAttestation())).ToList();
        var next = 0UL;
        FileEventStream.Verify(disk.Stream, stored =>
        {
            var sequence = ulong.Parse(stored.Properties[PublishedStream.SequenceProperty], CultureInfo.InvariantCulture);
            // The last one may come again after a restart; nothing is left out and nothing older comes back.
            Assert.True(sequence == next || sequence + 1 == next, $"event {stored.Offset} is batch {sequence}, next is {next}");
            Assert.Equal(batches[(int)sequence].Digest.ToString(), stored.Properties[PublishedStream.DigestProperty]);
            var header = batches[(int)sequence].Header;
            Assert.InRange(PublishedStream.SignedAt(stored)!.Value, header.ObservedAt, stored.EnqueuedTime);
            Assert.True(stored.Body.Span.SequenceEqual(wire[(int)sequence]), $"event {stored.Offset} has other bytes than batch {sequence} in the ledger");
            if (PublishedStream.SignedAt(stored) is { } signedAt) Assert.InRange(signedAt, batches[(int)sequence].Header.ObservedAt, stored.EnqueuedTime);
            next = sequence + 1;
        }).OrThrow();
        Assert.Equal((ulong)batches.Count, next);
    }
}
