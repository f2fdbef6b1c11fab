using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>Short words for digests, reservations and what a ledger holds.</summary>
internal static class Ledgers
{
    /// <summary>Digest number <paramref name="n"/>; 0 is the zero digest.</summary>
    public static Hash256 Digest(int n)
    {
        var bytes = new byte[Hash256.Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, n);
        return Hash256.From(bytes);
    }

    public static Reservation Reservation(string shard, ulong sequence, int previous, int digest) =>
        new(shard, sequence, Digest(previous), Digest(digest), Bytes("batch", digest), Bytes("round", digest), Bytes("state", digest));

    public static byte[] Signatures(int digest) => Bytes("signatures", digest);

    public static async Task<List<LedgerEntry>> EntriesAsync(this ILedgerReader ledger, string shard, ulong from = 0)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var entry in ledger.ReadFromAsync(shard, from)) entries.Add(entry);
        return entries;
    }

    /// <summary>Content of reservation and signatures, and their order, is what (digest, signed) says.</summary>
    public static void AssertEntries(string shard, IReadOnlyList<(int Digest, bool Signed)> expected, IReadOnlyList<LedgerEntry> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var wanted = Reservation(shard, (ulong)i, i == 0 ? 0 : expected[i - 1].Digest, expected[i].Digest);
            var found = actual[i].Reservation;
            Assert.Equal((shard, (ulong)i, wanted.PreviousDigest, wanted.Digest), (found.Shard, found.Sequence, found.PreviousDigest, found.Digest));
            Assert.True(wanted.Batch.Span.SequenceEqual(found.Batch.Span) && wanted.Round.Span.SequenceEqual(found.Round.Span)
                && wanted.State.Span.SequenceEqual(found.State.Span));
            Assert.Equal(expected[i].Signed ? Signatures(expected[i].Digest) : [], actual[i].Signatures.ToArray());
        }
    }

    /// <summary>Two shards, five batches each, the last unsigned.</summary>
    public static async Task FillAsync(this ILedger ledger)
    {
        for (var i = 0; i < 5; i++)
        {
            foreach (var (shard, offset) in new[] { ("a", 10), ("bé", 20) })
            {
                Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Reservation(shard, (ulong)i, i == 0 ? 0 : offset + i - 1, offset + i)));
                if (i < 4) Assert.IsType<AttachOutcome.Attached>(await ledger.AttachAsync(shard, (ulong)i, Digest(offset + i), Signatures(offset + i)));
            }
        }
    }

    private static byte[] Bytes(string what, int n) => System.Text.Encoding.UTF8.GetBytes($"{what} {n}");
}
