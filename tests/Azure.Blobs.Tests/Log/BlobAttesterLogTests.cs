using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Domain;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Blobs.Tests.Log;

public sealed class BlobAttesterLogTests
{
    private static readonly EvmAddress Signer = Keys.Five[0].Address;

    public static TheoryData<string> Scenarios => AttesterLogContract.Names;

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task TheLogInBlobs_KeepsTheContract(string scenario)
    {
        using var blobs = new MemoryBlobs();
        await AttesterLogContract.RunAsync(scenario, () => Task.FromResult<IAttesterLog>(Open(blobs)));
    }

    [Fact]
    public void Names_AreOfOneShardAndSequenceEach_AndWhatEveryToolShows()
    {
        Assert.Equal("majors/00000000000000000042", BlobAttesterLog.NameOf(Samples.Shard, 42));
        Assert.Equal("a~2fb~7e~5c~2e~25/18446744073709551615", BlobAttesterLog.NameOf(ShardId.Parse("a/b~\\.%"), ulong.MaxValue));
    }

    /// <summary>A new process knows no head, and is bound all the same.</summary>
    [Fact]
    public async Task WithoutAMemory_ASequenceThatWasLeftOutIsTakenOnce_AndNoOtherChanges()
    {
        using var blobs = new MemoryBlobs();
        await RecordAsync(Open(blobs), 3, "a");
        await RecordAsync(Open(blobs), 9, "b");
        Assert.IsType<RecordOutcome.Recorded>(await RecordAsync(Open(blobs), 5, "c"));
        Assert.Equal(new RecordOutcome.SecondDigest(Keys.Digest("c")), await RecordAsync(Open(blobs), 5, "d"));
        Assert.Equal(new RecordOutcome.SecondDigest(Keys.Digest("a")), await RecordAsync(Open(blobs), 3, "d"));

        // What was read is a head too.
        var reader = Open(blobs);
        Assert.NotNull(await reader.FindAsync(Samples.Shard, 9));
        Assert.Equal(new RecordOutcome.BelowHead(7, 9), await RecordAsync(reader, 7, "e"));
    }

    [Fact]
    public async Task TwoProcesses_WithOneKey_BindToOneDigest()
    {
        using var blobs = new MemoryBlobs();
        var (one, other) = (Open(blobs), Open(blobs));
        for (ulong sequence = 0; sequence < 50; sequence++)
        {
            var outcomes = await Task.WhenAll(RecordAsync(one, sequence, "a").AsTask(), RecordAsync(other, sequence, "b").AsTask());
            Assert.Single(outcomes, outcome => outcome is RecordOutcome.Recorded);
            Assert.Single(outcomes, outcome => outcome is RecordOutcome.SecondDigest);
        }
    }

    public static TheoryData<string, byte[]> WrongRecords => new()
    {
        { "is no record", [1, 2, 3] },
        { "is no record", [] },
        { "has 110 bytes", new byte[AttesterRecord.Size + 1] },
        { "is a record of", AttesterRecord.Encode(Keys.Five[1].Address, new(Samples.Shard, 0, Keys.Digest("a"), Keys.Digest("state"))) },
        { "is the record of", AttesterRecord.Encode(Signer, new(Samples.Shard, 1, Keys.Digest("a"), Keys.Digest("state"))) },
        { "is the record of", AttesterRecord.Encode(Signer, new(ShardId.Parse("minors"), 0, Keys.Digest("a"), Keys.Digest("state"))) },
    };

    [Theory]
    [MemberData(nameof(WrongRecords))]
    public async Task ABlobThatIsNotItsRecord_BindsToNothingAndIsNeverTakenForNone(string expected, byte[] content)
    {
        using var blobs = new MemoryBlobs();
        blobs.Blobs[$"/attester-log/{BlobAttesterLog.NameOf(Samples.Shard, 0)}"] = content;
        var log = Open(blobs);
        Assert.Contains(expected, Assert.IsType<RecordOutcome.Unknown>(await RecordAsync(log, 0, "a")).Reason, StringComparison.Ordinal);
        Assert.Contains(expected, (await Assert.ThrowsAsync<IOException>(async () => await log.FindAsync(Samples.Shard, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedRecords_NeverThrowAndNeverBindToAnotherDigest()
    {
        var good = AttesterRecord.Encode(Signer, new(Samples.Shard, 0, Keys.Digest("a"), Keys.Digest("state")));
        var mutator = new Mutator(5_150);
        using var blobs = new MemoryBlobs();
        for (var i = 0; i < 5_000; i++)
        {
            blobs.Blobs[$"/attester-log/{BlobAttesterLog.NameOf(Samples.Shard, 0)}"] = mutator.Next(good);
            var outcome = await RecordAsync(Open(blobs), 0, "a");
            Assert.True(outcome is RecordOutcome.Unknown or RecordOutcome.SecondDigest or RecordOutcome.AlreadySame, $"{mutator.Describe(i)}: {outcome}");
        }
    }

    [Fact]
    public async Task AnUnknownCreate_IsCreatedAgain_AndStaysUnknownWhenThatDoesNotHelp()
    {
        foreach (var (faults, expected) in new (BlobFault[], Type)[]
        {
            ([BlobFault.LostBefore], typeof(RecordOutcome.Recorded)),
            ([BlobFault.LostAfter], typeof(RecordOutcome.AlreadySame)),
            ([BlobFault.ErrorAfter, BlobFault.ErrorBefore], typeof(RecordOutcome.AlreadySame)),
            ([BlobFault.LostAfter, BlobFault.Forbidden], typeof(RecordOutcome.Unknown)),
            ([BlobFault.LostBefore, BlobFault.LostBefore, BlobFault.LostBefore], typeof(RecordOutcome.Unknown)),
            ([BlobFault.LostAfter, BlobFault.None, BlobFault.Busy], typeof(RecordOutcome.Unknown)),
            ([BlobFault.Forbidden], typeof(RecordOutcome.Failed)),
            ([BlobFault.Busy], typeof(RecordOutcome.Failed)),
        })
        {
            using var blobs = new MemoryBlobs { Plan = request => request < faults.Length ? faults[request] : BlobFault.None };
            Assert.IsType(expected, await RecordAsync(Open(blobs), 0, "a"));
            Assert.Equal(expected != typeof(RecordOutcome.Failed) && faults is not [BlobFault.LostBefore, BlobFault.LostBefore, ..], blobs.Blobs.Count == 1);
        }
    }

    private static BlobAttesterLog Open(MemoryBlobs blobs) => new(blobs.Container(), Signer);

    private static ValueTask<RecordOutcome> RecordAsync(BlobAttesterLog log, ulong sequence, string digest) =>
        log.RecordAsync(Samples.Shard, sequence, Keys.Digest(digest), Keys.Digest("state"));
}

/// <summary>The same contract on a real Blob service.</summary>
[Trait("Category", "Azurite")]
public sealed class BlobAttesterLogAzuriteTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    [AzuriteFact]
    public async Task TheLogInARealService_KeepsTheContract()
    {
        var azurite = await fixture.StartedAsync();
        foreach (var row in AttesterLogContract.Names)
        {
            var container = new BlobContainer(await fixture.NewContainerAsync(), new TestCredential(TimeProvider.System), azurite.Http, TimeProvider.System);
            await AttesterLogContract.RunAsync(row, () => Task.FromResult<IAttesterLog>(new BlobAttesterLog(container, Keys.Five[0].Address)));
        }
    }
}
