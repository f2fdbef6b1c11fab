using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests.Solana;

public sealed class SolanaReaderTests
{
    private static readonly SolanaKey One = SolanaFixture.Key(1);
    private static readonly SolanaKey Two = SolanaFixture.Key(2);

    [Fact]
    public async Task Accounts_WhereThereIsNone_AreAbsentAndNoError()
    {
        using var fixture = new SolanaFixture(2, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        var snapshot = await ReadAsync(fixture, One, Two);
        Assert.Equal(SlotRange.At(100), snapshot.Pin);
        Assert.Equal(7, snapshot.Accounts[One]!.Data.Span[0]);
        Assert.Null(snapshot.Accounts[Two]);
        Assert.Empty(fixture.Incidents);
    }

    [Fact]
    public async Task Accounts_OfEqualBytesAtDifferentSlots_AreReadWithTheDeclaredRange()
    {
        using var fixture = new SolanaFixture(3, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        fixture.Nodes[1].Finalized.Slot = 103;
        fixture.Nodes[2].Finalized.Slot = 101;
        Assert.Equal(new SlotRange(100, 103), (await ReadAsync(fixture, One)).Pin);
    }

    [Fact]
    public async Task Accounts_WhenOneEndpointInventsABalance_AreThoseOfTheOthersAndBothDigestsAreTold()
    {
        using var fixture = new SolanaFixture(3, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        fixture.Nodes[0].Finalized.Put(SolanaFixture.Account(One, 1_000_000));
        var snapshot = await ReadAsync(fixture, One);
        Assert.Equal(7, snapshot.Accounts[One]!.Data.Span[0]);
        var dissent = Assert.IsType<SolanaIncident.Dissent>(Assert.Single(fixture.Incidents));
        Assert.Equal(SolanaFixture.Account(One, 1_000_000).Digest, dissent.Answer);
        Assert.Equal(snapshot.Accounts[One]!.Digest, dissent.Agreed);
        Assert.Equal(One.ToString(), dissent.Subject);
    }

    [Fact]
    public async Task Accounts_WhenTwoCampsAreEquallyLarge_AreRefused()
    {
        using var fixture = new SolanaFixture(4, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        foreach (var node in fixture.Nodes[..2]) node.Finalized.Put(SolanaFixture.Account(One, 8));
        Assert.Equal(RejectionCode.EndpointQuorum, (await FailAsync(fixture, One)).Code);
    }

    [Fact]
    public async Task Accounts_WhenOneEndpointMakesUpASlot_AreNotPinnedByIt()
    {
        using var fixture = new SolanaFixture(3, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        fixture.Nodes[0].Finalized.Slot = ulong.MaxValue;
        fixture.Nodes[2].Finalized.Slot = 104;
        Assert.Equal(new SlotRange(100, 104), (await ReadAsync(fixture, One)).Pin);
    }

    [Fact]
    public async Task Accounts_WhenSlotsAreFurtherApartThanAllowed_DoNotAgreeThoughTheBytesDo()
    {
        using var fixture = new SolanaFixture(2, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        fixture.Nodes[0].Finalized.Slot = 133;
        Assert.Equal(RejectionCode.EndpointQuorum, (await FailAsync(fixture, One)).Code);
    }

    [Fact]
    public async Task Accounts_SeenBeforeAndAfterAChange_AgreeInALaterRound()
    {
        using var fixture = new SolanaFixture(2, 2);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        fixture.Nodes[0].Finalized.Put(SolanaFixture.Account(One, 8));
        var asked = 0;
        fixture.Nodes[1].BeforeAccounts = node =>
        {
            if (++asked == 2) (node.Finalized.Slot, node.Finalized.Accounts[One]) = (101, SolanaFixture.Account(One, 8));
        };
        var snapshot = await ReadAsync(fixture, One);
        Assert.Equal(8, snapshot.Accounts[One]!.Data.Span[0]);
        Assert.Equal(new SlotRange(100, 101), snapshot.Pin);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Accounts_OfALaggingEndpoint_AreNotTaken(bool heedsMinimum)
    {
        using var fixture = new SolanaFixture(2, 1);
        fixture.PutEverywhere(SolanaFixture.Account(One, 7));
        fixture.Nodes[0].Finalized.Slot = 90;
        fixture.Nodes[0].HeedsMinimum = heedsMinimum;
        var read = await fixture.Reader.AccountsAsync([One], Commitment.Finalized, 100, default);
        Assert.Equal(SlotRange.At(100), Assert.IsType<SolanaRead<SolanaSnapshot>.Ok>(read).Value.Pin);
        Assert.Equal(RejectionCode.Stale, Assert.IsType<SolanaIncident.Failed>(Assert.Single(fixture.Incidents)).Failure.Code);
    }

    [Fact]
    public async Task Accounts_ThatMovedBetweenTwoRequests_AreRefusedAndNotCountedTwice()
    {
        using var fixture = new SolanaFixture(1, 1, options => options with { Rounds = 1 });
        SolanaKey[] keys = [.. Enumerable.Range(0, 150).Select(SolanaFixture.Key)];
        foreach (var key in keys) fixture.PutEverywhere(SolanaFixture.Account(key, 1));
        fixture.Nodes[0].BeforeAccounts = node =>
        {
            node.Finalized.Slot++;
            node.Finalized.Put(SolanaFixture.Account(keys[0], node.Finalized.Slot));
        };
        var failure = await FailAsync(fixture, keys);
        Assert.Contains("changed", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accounts_InSeveralRequests_ArePinnedByARangeWhenUnchangedAtASecondLook()
    {
        using var fixture = new SolanaFixture(1, 1);
        SolanaKey[] keys = [.. Enumerable.Range(0, 250).Select(SolanaFixture.Key)];
        foreach (var key in keys.Take(200)) fixture.PutEverywhere(SolanaFixture.Account(key, 1));
        fixture.Nodes[0].BeforeAccounts = node => node.Finalized.Slot++;
        var snapshot = await ReadAsync(fixture, keys);
        Assert.Equal(new SlotRange(101, 106), snapshot.Pin);
        Assert.Equal(200, snapshot.Accounts.Values.Count(account => account is not null));
    }

    [Fact]
    public async Task Endpoint_OfAnotherCluster_IsRefused()
    {
        using var fixture = new SolanaFixture(1, 1, options => options with { Rounds = 1 });
        fixture.Nodes[0].Genesis = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";
        Assert.Equal(RejectionCode.WrongEmitter, (await FailAsync(fixture, One)).Code);
    }

    [Fact]
    public async Task Accounts_OfABrokenEndpoint_AreATypedRefusal()
    {
        using var fixture = new SolanaFixture(1, 1, options => options with { Rounds = 1, Limits = new() { MaximumResponseBytes = 4_096 } });
        fixture.Nodes[0].Fault = (method, honest) => method == "getMultipleAccounts" ? honest with { Body = new byte[5_000] } : honest;
        Assert.Equal(RejectionCode.Oversized, (await FailAsync(fixture, One)).Code);
        fixture.Nodes[0].Fault = (method, honest) => method == "getMultipleAccounts" ? honest with { Body = honest.Body[..^2] } : honest;
        Assert.Equal(RejectionCode.Malformed, (await FailAsync(fixture, One)).Code);
        fixture.Nodes[0].Fault = (_, honest) => honest with { Status = 429 };
        Assert.Equal(RejectionCode.RateLimited, (await FailAsync(fixture, One)).Code);
    }

    [Fact]
    public async Task Slot_IsTheHighestThatKEndpointsReached()
    {
        using var fixture = new SolanaFixture(3, 2);
        (fixture.Nodes[0].Confirmed.Slot, fixture.Nodes[1].Confirmed.Slot, fixture.Nodes[2].Confirmed.Slot) = (ulong.MaxValue, 136, 131);
        Assert.Equal(136UL, Assert.IsType<SolanaRead<ulong>.Ok>(await fixture.Reader.SlotAsync(Commitment.Confirmed, default)).Value);
    }

    [Fact]
    public async Task Time_IsInUnixMilliseconds()
    {
        using var fixture = new SolanaFixture(2, 2);
        Assert.Equal(1_700_000_100_000, Assert.IsType<SolanaRead<long>.Ok>(await fixture.Reader.TimeAsync(100, default)).Value);
    }

    [Fact]
    public async Task Options_ThatBreakRules_NameEachOfThem()
    {
        using var fixture = new SolanaFixture(1, 1);
        var problems = new SolanaReaderOptions { Chain = ChainId.Eip155(1), Endpoints = [new("ftp://x"), new("ftp://x")], Agreement = 3, Rounds = 0 }.Problems();
        Assert.Equal(6, problems.Count);
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.Reader.AccountsAsync([One, One], Commitment.Finalized, 0, default));
    }

    [Fact]
    public async Task Cancellation_IsTheOnlyThingThatThrows()
    {
        using var fixture = new SolanaFixture(1, 1);
        fixture.Nodes[0].Fault = (_, honest) => honest with { Hang = true };
        using var cancel = new CancellationTokenSource();
        var read = fixture.Reader.AccountsAsync([One], Commitment.Finalized, 0, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    private static async Task<SolanaSnapshot> ReadAsync(SolanaFixture fixture, params SolanaKey[] keys) =>
        Assert.IsType<SolanaRead<SolanaSnapshot>.Ok>(await fixture.Reader.AccountsAsync(keys, Commitment.Finalized, 0, default)).Value;

    private static async Task<CrossChainOracle.Chains.Evm.ReadFailure> FailAsync(SolanaFixture fixture, params SolanaKey[] keys) =>
        Assert.IsType<SolanaRead<SolanaSnapshot>.Failed>(await fixture.Reader.AccountsAsync(keys, Commitment.Finalized, 0, default)).Failure;
}
