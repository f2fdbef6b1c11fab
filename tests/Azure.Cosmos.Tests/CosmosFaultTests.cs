using CrossChainOracle.Ledger;
using CrossChainOracle.Ledger.Tests;
using Xunit.Abstractions;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>One caller, who repeats what did not succeed: every request of reserve, attach and note, ending in every way.</summary>
[Trait("Category", "RealCosmos")]
public sealed class CosmosFaultTests(ITestOutputHelper output)
{
    private const int Lives = 4;

    /// <summary>Two batches: the bodies of the first are blobs, those of the second stand in its item.</summary>
    private static readonly Reservation[] Batches =
    [
        Reservation("a", 0, 0, 1) with { Batch = Filled(9_000, 1), Round = Filled(50_000, 2), State = Filled(7_000, 3) },
        Reservation("a", 1, 1, 2),
    ];

    [LedgerFact]
    public async Task EveryRequest_EndingInEveryWay_TheSameCallsRepeatedSucceed_AndNothingIsLostOrDoubled()
    {
        await using var calm = new CosmosHouse();
        Assert.Empty(await RunAsync(calm));
        Assert.Equal(9, calm.Wire.Requests.Count);
        var setbacks = new List<string>();
        var rows = 0;
        foreach (var (name, plan) in Faults.Table(calm.Wire.Requests.Count, Faults.All))
        {
            await using var house = new CosmosHouse { Plan = plan };
            var found = await RunAsync(house);
            setbacks.AddRange(found);
            await VerifyAsync(house, name);
            rows++;
        }

        var kinds = setbacks.CountBy(setback => setback).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {kind.Value}").ToList();
        output.WriteLine($"{rows} rows: {string.Join(", ", kinds)}");
        Assert.Equal(["Failed attach", "Failed reserve", "Unknown attach", "Unknown reserve"], setbacks.Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Does every step until it succeeds; after <c>Unknown</c> in a new process, with the same bytes. What breaks for good is mended between processes.</summary>
    private static async Task<List<string>> RunAsync(CosmosHouse house)
    {
        var setbacks = new List<string>();
        var ledger = await house.OpenLedgerAsync();
        foreach (var batch in Batches)
        {
            await UntilDoneAsync(async () => await ledger.ReserveAsync(batch) switch
            {
                ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved => null,
                ReserveOutcome.Failed => "Failed reserve",
                ReserveOutcome.Unknown => "Unknown reserve",
                var other => throw new InvalidOperationException(other.ToString()),
            });
            await UntilDoneAsync(async () => await ledger.AttachAsync(batch.Shard, batch.Sequence, batch.Digest, Signatures((int)batch.Sequence)) switch
            {
                AttachOutcome.Attached or AttachOutcome.AlreadyAttached => null,
                AttachOutcome.Failed => "Failed attach",
                AttachOutcome.Unknown => "Unknown attach",
                var other => throw new InvalidOperationException(other.ToString()),
            });
            // A hint: whatever comes of it, nobody does anything about it.
            await ledger.NoteLatestAsync(batch.Shard, batch.Sequence, batch.Digest, 1);
        }

        return setbacks;

        async Task UntilDoneAsync(Func<Task<string?>> step)
        {
            for (var life = 0; life < Lives; life++)
            {
                if (await step() is not { } setback) return;
                setbacks.Add(setback);
                house.Wire.Plan = (_, _) => WireFault.None;
                if (setback.StartsWith("Unknown", StringComparison.Ordinal)) ledger = await house.OpenLedgerAsync();
            }

            Assert.Fail($"no way to get over {setbacks[^1]}");
        }
    }

    private static async Task VerifyAsync(CosmosHouse house, string row)
    {
        await using var next = await house.NextDoorAsync();
        await using var ledger = await next.OpenAsync();
        Assert.True(new LedgerHead(1, Batches[1].Digest, Signed: true) == await ledger.HeadAsync("a"), row);
        var entries = await ledger.EntriesAsync("a");
        Assert.True(entries.Count == Batches.Length, row);
        foreach (var (batch, entry) in Batches.Zip(entries))
        {
            var found = entry.Reservation;
            Assert.True(found.Digest == batch.Digest && found.PreviousDigest == batch.PreviousDigest, row);
            Assert.True(found.Batch.Span.SequenceEqual(batch.Batch.Span) && found.Round.Span.SequenceEqual(batch.Round.Span) && found.State.Span.SequenceEqual(batch.State.Span), row);
            Assert.True(entry.Signatures.Span.SequenceEqual(Signatures((int)batch.Sequence)), row);
            Assert.Equal(new ReserveOutcome.SequenceTaken(batch.Digest), await ledger.ReserveAsync(batch with { Digest = Digest(99) }));
        }
    }

    private static byte[] Filled(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
