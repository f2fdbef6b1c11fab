using CrossChainOracle.Ledger;
using CrossChainOracle.Ledger.Tests;
using global::Azure.Core;
using global::Azure.Identity;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>What the service answers, and what the ledger makes of it.</summary>
[Trait("Category", "RealCosmos")]
public sealed class CosmosAnswerTests
{
    private const string Create = "create 00000000000000000000 in batches: ";

    [LedgerFact]
    public async Task AWrite_IsOneRequestForEachAttempt_WhateverItIsAnswered()
    {
        // The SDK repeats 449 by itself: that answer says that nothing was done, so nothing is hidden.
        foreach (var fault in Faults.All.Where(fault => fault != WireFault.Status449))
        {
            await using var house = new CosmosHouse { Plan = Faults.WritesFrom(0, fault) };
            await using var ledger = await house.OpenLedgerAsync();
            await ledger.ReserveAsync(Reservation("a", 0, 0, 1));
            Assert.Equal(house.Time.Waits.Count + 1, house.Wire.Requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
        }
    }

    [LedgerFact]
    public async Task ARefusal_IsFailed_SaysWhichInOurWords_AndIsNotRepeated()
    {
        await RefusedAsync(WireFault.Status401, "answered 401: the identity's token is not accepted");
        await RefusedAsync(WireFault.Status403, "answered 403: the identity may not do this, or the network or a region that takes no writes forbids it");
        await RefusedAsync(WireFault.NoContainer, "answered 404/1003: the database or the container is not there");

        static async Task RefusedAsync(WireFault fault, string said)
        {
            await using var house = new CosmosHouse { Plan = Faults.WritesFrom(0, fault) };
            await using var ledger = await house.OpenLedgerAsync();
            Assert.Equal(new ReserveOutcome.Failed(Create + said), await ledger.ReserveAsync(Reservation("a", 0, 0, 1)));
            house.Wire.Plan = (_, _) => fault;
            var unread = await Assert.ThrowsAsync<IOException>(async () => await ledger.HeadAsync("a"));
            Assert.Equal("read latest in latest: " + said, unread.Message);
            Assert.Empty(house.Time.Waits);
        }
    }

    [LedgerFact]
    public async Task Throttled_WaitsAsLongAsItIsAskedTo_AndFailsWhenThatIsBeyondTheBudget()
    {
        await using (var house = new CosmosHouse { Plan = Faults.Once(0, WireFault.Status429) })
        {
            await using var ledger = await house.OpenLedgerAsync();
            Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(Reservation("a", 0, 0, 1)));
            Assert.Equal([TimeSpan.FromMilliseconds(Wire.RetryAfterMs)], house.Time.Waits);
        }

        await using var busy = new CosmosHouse { Plan = Faults.WritesFrom(0, WireFault.Status429) };
        await using var starved = await busy.OpenLedgerAsync();
        var failed = Assert.IsType<ReserveOutcome.Failed>(await starved.ReserveAsync(Reservation("a", 0, 0, 1)));
        Assert.Equal(Create + "answered 429/3200: more request units asked for than provisioned", failed.Reason);
        Assert.InRange(busy.Time.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), TimeSpan.FromSeconds(12), busy.Options.Retry.Budget);
    }

    [LedgerFact]
    public async Task WhatALostRequestDid_StaysUnknown_WhateverALaterOneIsTold()
    {
        await using var house = new CosmosHouse { Plan = (number, _) => number == 0 ? WireFault.BrokenAfter : WireFault.Status403 };
        await using var ledger = await house.OpenLedgerAsync();
        Assert.Equal(new ReserveOutcome.Unknown(Create + "gave no answer: HttpRequestException"), await ledger.ReserveAsync(Reservation("a", 0, 0, 1)));
        await using var next = await house.NextDoorAsync();
        Assert.Equal(Digest(1), (await (await next.OpenAsync()).HeadAsync("a"))!.Digest);
    }

    [LedgerFact]
    public async Task ALostRequest_ThatDidReserve_IsFoundByRepeatingTheCreate()
    {
        foreach (var fault in new[] { WireFault.BrokenAfter, WireFault.SilentAfter, WireFault.Status500After })
        {
            await using var house = new CosmosHouse { Plan = Faults.Once(0, fault) };
            await using var ledger = await house.OpenLedgerAsync();
            Assert.Equal(new ReserveOutcome.AlreadyReserved(0), await ledger.ReserveAsync(Reservation("a", 0, 0, 1)));
            Assert.Equal(["POST", "POST", "GET"], house.Wire.Requests.Select(request => request.Split(' ')[0]));
        }
    }

    [LedgerFact]
    public async Task ALostAttachment_IsOurs_WhenTheBytesAre_AndAnothersOtherwise()
    {
        foreach (var isOurs in new[] { true, false })
        {
            await using var house = new CosmosHouse();
            await using var ledger = await house.OpenLedgerAsync();
            await ledger.ReserveAsync(Reservation("a", 0, 0, 1));
            if (!isOurs)
            {
                await using var rival = await house.NextDoorAsync();
                Assert.IsType<AttachOutcome.Attached>(await (await rival.OpenAsync()).AttachAsync("a", 0, Digest(1), Signatures(2)));
            }

            house.Wire.Plan = Faults.Once(house.Wire.Requests.Count, WireFault.BrokenAfter);
            AttachOutcome expected = isOurs ? new AttachOutcome.Attached(0) : new AttachOutcome.AlreadyAttached();
            Assert.Equal(expected, await ledger.AttachAsync("a", 0, Digest(1), Signatures(1)));
        }
    }

    [LedgerFact]
    public async Task ACancellationAfterTheCreateWasSent_IsNotLookedAt()
    {
        using var cancel = new CancellationTokenSource();
        await using var house = new CosmosHouse
        {
            Plan = (number, _) =>
            {
                cancel.Cancel();
                return number == 0 ? WireFault.BrokenAfter : WireFault.None;
            },
        };
        await using var ledger = await house.OpenLedgerAsync();
        Assert.Equal(new ReserveOutcome.AlreadyReserved(0), await ledger.ReserveAsync(Reservation("a", 0, 0, 1), cancel.Token));
    }

    [LedgerFact]
    public async Task WithoutAToken_NothingIsSent_AndItFails()
    {
        await using var house = new CosmosHouse { Credential = new NoToken() };
        await using var ledger = await house.OpenLedgerAsync();
        var outcome = await ledger.ReserveAsync(Reservation("a", 0, 0, 1));
        Assert.Equal(new ReserveOutcome.Failed(Create + "no token to be had for the identity"), outcome);
        Assert.Empty(house.Wire.Requests);
    }

    [LedgerFact]
    public async Task TwoProcesses_OfWhichOneFindsItsSequenceTaken_AgreeOnOneDigest()
    {
        await using var house = new CosmosHouse();
        await using var other = await house.NextDoorAsync();
        var (ours, theirs) = (await house.OpenAsync(), await other.OpenAsync());
        await ours.ReserveAsync(Reservation("a", 0, 0, 1));
        Assert.IsType<ReserveOutcome.Reserved>(await theirs.ReserveAsync(Reservation("a", 1, 1, 2)));
        Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(2)), await ours.ReserveAsync(Reservation("a", 1, 1, 3)));
        Assert.Equal(new ReserveOutcome.HeadMoved(2, Digest(2)), await ours.ReserveAsync(Reservation("a", 3, 3, 4)));
        Assert.Equal(new LedgerHead(1, Digest(2), Signed: false), await ours.HeadAsync("a"));
    }

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("SECRET tenant");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new CredentialUnavailableException("SECRET tenant");
    }
}
