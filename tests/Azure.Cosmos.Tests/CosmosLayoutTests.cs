using System.Text.Json.Nodes;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Ledger;
using CrossChainOracle.Ledger.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>What stands where, and what is made of things that should not stand there.</summary>
[Trait("Category", "RealCosmos")]
public sealed class CosmosLayoutTests
{
    private static readonly Reservation Large = Reservation("a", 0, 0, 1) with { Batch = new byte[2_000], Round = new byte[5_000], State = Enumerable.Repeat((byte)7, 4_000).ToArray() };

    [LedgerFact]
    public async Task WhatDoesNotFit_IsABlobOfItsDigest_BeforeTheItemThatNamesItIsCreated()
    {
        await using var house = new CosmosHouse();
        await using var ledger = await house.OpenLedgerAsync();
        Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Large));
        var blobs = (await house.PlaceAsync()).Blobs.Blobs;
        Assert.Equal([.. new[] { Path(Large.State), Path(Large.Round) }.Order()], blobs.Keys.Order());
        Assert.Equal([$"PUT {Path(Large.State)}", $"PUT {Path(Large.Round)}"], house.Wire.Requests.Take(2));
        Assert.StartsWith("POST", house.Wire.Requests[2], StringComparison.Ordinal);
        var found = (await ledger.ReadAsync("a", 0))!.Reservation;
        Assert.True(found.Batch.Span.SequenceEqual(Large.Batch.Span) && found.Round.Span.SequenceEqual(Large.Round.Span) && found.State.Span.SequenceEqual(Large.State.Span));
    }

    [LedgerFact]
    public async Task ABlobThatIsMissingOrNotWhatItsNameSays_IsNeverRead()
    {
        await using var house = new CosmosHouse();
        await using var ledger = await house.OpenLedgerAsync();
        await ledger.ReserveAsync(Large);
        var blobs = (await house.PlaceAsync()).Blobs.Blobs;
        var path = Path(Large.Round);
        foreach (var bytes in new[] { new byte[4_999], new byte[5_001], Enumerable.Repeat((byte)1, 5_000).ToArray() })
        {
            blobs[path] = bytes;
            await Assert.ThrowsAsync<InvalidDataException>(async () => await ledger.ReadAsync("a", 0));
        }

        blobs.TryRemove(path, out _);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await ledger.ReadAsync("a", 0));
        blobs[path] = Enumerable.Repeat((byte)1, 5_000).ToArray();
        var failed = Assert.IsType<ReserveOutcome.Failed>(await ledger.ReserveAsync(Large with { Shard = "b" }));
        Assert.EndsWith("another body lies under its digest", failed.Reason, StringComparison.Ordinal);
        Assert.Null(await ledger.HeadAsync("b"));
    }

    [LedgerFact]
    public async Task TheHead_IsFoundFromAnyHint()
    {
        await using var house = new CosmosHouse();
        await using var ledger = await house.OpenLedgerAsync();
        for (var i = 0; i < 12; i++) await ledger.ReserveAsync(Reservation("a", (ulong)i, i == 0 ? 0 : 20 + i - 1, 20 + i));
        foreach (var hint in new ulong[] { 0, 5, 10, 11, 12, 13, 1_000, ulong.MaxValue })
        {
            Assert.Null(await ledger.NoteLatestAsync("a", hint, Digest(99), 1));
            await using var next = await house.NextDoorAsync();
            Assert.Equal(new LedgerHead(11, Digest(31), Signed: false), await (await next.OpenAsync()).HeadAsync("a"));

            // The hint, the head, the next, the signatures.
            if (hint == 11) Assert.Equal(4, next.Wire.Requests.Count);
            Assert.InRange(next.Wire.Requests.Count, 4, 72);
        }
    }

    [LedgerFact]
    public async Task AShard_GoesOnInTheNextPartition_BeforeOneIsFull()
    {
        await using var house = new CosmosHouse();
        var place = await house.PlaceAsync();
        var last = Reservation("a", ItemId.PerPartition - 1, 10, 11);
        await place.Emulator.PutAsync(place.Database, "a:0", BatchItem.Of(last, 4_096).Encode());
        await using var ledger = await house.OpenLedgerAsync();
        Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Reservation("a", ItemId.PerPartition, 11, 12)));
        Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(12)), await ledger.ReserveAsync(Reservation("a", ItemId.PerPartition, 11, 13)));
        Assert.IsType<AttachOutcome.Attached>(await ledger.AttachAsync("a", ItemId.PerPartition, Digest(12), Signatures(12)));
        await ledger.NoteLatestAsync("a", ItemId.PerPartition - 1, Digest(11), 1);
        await using var next = await house.NextDoorAsync();
        await using var reader = await next.OpenLedgerAsync();
        Assert.Equal(new LedgerHead(ItemId.PerPartition, Digest(12), Signed: true), await reader.HeadAsync("a"));
        Assert.Equal([Digest(11), Digest(12)], (await reader.EntriesAsync("a", ItemId.PerPartition - 1)).Select(entry => entry.Reservation.Digest));
        Assert.NotEqual(ItemId.Partition("a:1", 0), ItemId.Partition("a", ItemId.PerPartition));
    }

    [LedgerFact]
    public async Task Signatures_AreTheFirstMembersThatSigned()
    {
        await using var house = new CosmosHouse();
        await using var ledger = await house.OpenLedgerAsync();
        await ledger.ReserveAsync(Reservation("a", 0, 0, 1));
        foreach (var (member, expected) in new[] { ("third", "third"), ("first", "first"), ("second", "first") })
        {
            await using var app = new CosmosHouse(await house.PlaceAsync()) { Options = new() { Members = ["first", "second", "third"], Member = member } };
            await using var attester = await app.OpenLedgerAsync();
            Assert.IsType<AttachOutcome.Attached>(await attester.AttachAsync("a", 0, Digest(1), System.Text.Encoding.UTF8.GetBytes(member)));
            Assert.Equal(expected, System.Text.Encoding.UTF8.GetString((await attester.ReadAsync("a", 0))!.Signatures.Span));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(6_000)]
    [InlineData(12_000)]
    [InlineData(100_000)]
    public void AnItem_StaysBelowItsLimit_WhateverTheBodies(int bytes)
    {
        foreach (var (batch, round, state) in new[] { (bytes, 0, 0), (0, bytes, 0), (0, 0, bytes), (bytes, bytes, bytes), (100, bytes, 100) })
        {
            var reservation = Reservation(new string('é', 127), ulong.MaxValue, 1, 2) with { Batch = new byte[batch], Round = new byte[round], State = new byte[state] };
            foreach (var limit in new[] { 4_096, CosmosLedgerOptions.DefaultMaxItemBytes })
            {
                var item = BatchItem.Of(reservation, limit);
                Assert.InRange(item.Encode().Length, 1, limit);
                Assert.True(bytes > 0 || (item.Batch.Name ?? item.Round.Name ?? item.State.Name) is null);
                Assert.NotNull(BatchItem.Parse(item.Encode(), reservation.Shard, reservation.Sequence, out _));
            }
        }
    }

    [Theory]
    [InlineData(0x51_06_03)]
    public void Parse_OfMutatedItems_RefusesOrReadsWhatItSays(int seed)
    {
        var batch = BatchItem.Of(Reservation("shard-é", 7, 6, 7) with { Round = new byte[5_000] }, 4_096).Encode();
        var signatures = new SignatureItem("shard-é", 7, "one", Digest(7), Signatures(7)).Encode();
        var latest = new LatestItem("shard-é", 7, Digest(7), 1).Encode();
        var mutator = new Mutator(seed);
        var refused = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var json = mutator.Next((i % 3) switch { 0 => batch, 1 => signatures, _ => latest });
            string? fault;
            object? item = (i % 3) switch
            {
                0 => BatchItem.Parse(json, "shard-é", 7, out fault),
                1 => SignatureItem.Parse(json, "shard-é", 7, "one", out fault),
                _ => LatestItem.Parse(json, "shard-é", out fault),
            };
            Assert.True(item is null == fault is not null, mutator.Describe(i));
            if (item is null) refused++;
        }

        Assert.InRange(refused, 10_000, 29_999);
    }

    [Fact]
    public void Parse_OfAnItemThatIsAnothers_NamesWhatIsWrong()
    {
        var original = BatchItem.Of(Reservation("a", 7, 6, 7), 4_096).Encode();
        foreach (var (change, expected) in new (Action<JsonObject> Change, string Expected)[]
        {
            (item => item["id"] = "00000000000000000008", "another id"),
            (item => item["shard"] = "b:0", "another shard"),
            (item => item["shard"] = "a:1", "another shard"),
            (item => item["version"] = 2, "version 2, known is 1"),
            (item => item.Remove("version"), "no version"),
            (item => item["digest"] = Hash256.Zero.ToString(), "a field is missing or is not what it should be"),
            (item => item["batch"] = "text", "a field is missing or is not what it should be"),
            (item => item["batch"] = new JsonObject { ["blob"] = Digest(1).ToString(), ["bytes"] = -1 }, "a field is missing or is not what it should be"),
        })
        {
            var item = JsonNode.Parse(original)!.AsObject();
            change(item);
            Assert.Null(BatchItem.Parse(System.Text.Encoding.UTF8.GetBytes(item.ToJsonString()), "a", 7, out var fault));
            Assert.Equal(expected, fault);
        }
    }

    [Fact]
    public void Options_OutsideTheirRanges_AreNamed()
    {
        var options = new CosmosLedgerOptions { Members = ["one", "two"], Member = "two" };
        Assert.Null(options.Problem());
        Assert.All(
            [
                options with { Members = [] },
                options with { Members = ["a/b"] },
                options with { Members = ["one", "one"], Member = null },
                options with { Member = "three" },
                options with { MaxItemBytes = 4_095 },
                options with { Retry = new() { Budget = TimeSpan.FromSeconds(1) } },
                options with { Retry = new() { MaximumDelay = TimeSpan.FromMilliseconds(1) } },
            ],
            wrong => Assert.NotNull(wrong.Problem()));
    }

    private static string Path(ReadOnlyMemory<byte> content) => $"/ledger/{BodyBlobs.NameOf(Keccak256.Hash(content.Span))}";
}
