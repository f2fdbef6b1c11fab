using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Sending;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>The sender on a wire that is moved by hand.</summary>
public sealed class SolanaSenderTests : IAsyncLifetime, IDisposable
{
    private static readonly SolanaKit.Payer Payer = new(1);

    private readonly FakeCluster _cluster = new();
    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(SolanaKit.Start));
    private MemoryFileSystem _files = new();
    private SolanaJournal _journal = null!;
    private SolanaSender _sender = null!;

    public Task InitializeAsync() => OpenAsync();

    public async Task DisposeAsync() => await _journal.DisposeAsync();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task APosting_IsTriedSentIncludedAndFinal_AndStandsFromThenOn()
    {
        var posting = SolanaKit.Posting();
        var submitted = Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(posting)));
        Assert.Equal(new SolanaFee(20_000, 0), submitted.Fee);
        Assert.Empty(await StepAsync(posting));
        _cluster.Include(InFlight, 6_001);
        Assert.Equal(6_001ul, Assert.IsType<SolanaSendEvent.Included>(Assert.Single(await StepAsync(posting))).Slot);
        Assert.Empty(await StepAsync(posting));
        Assert.Empty(_journal.Standing);
        _cluster.Include(InFlight, 6_001, "finalized");
        Assert.Equal(submitted.Signature, Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await StepAsync())).Signature);
        Assert.Empty(_journal.InFlight);
        var standing = _journal.Standing[(SolanaKit.Shard, FeedId.Parse("ETH/USD"))];
        Assert.Equal(new(12, SolanaKit.Start, SolanaKit.Start - 400, SolanaKit.Start + 60_000, Price.Parse("3000"), Price.Parse("1"), Verdict.All, BreakerState.Closed), standing);
        Assert.Single(_cluster.Sent);
    }

    [Fact]
    public async Task WhatIsOver_IsSaidOnce_AndAgainAfterARestart_UntilItIsForgotten()
    {
        await StepAsync(SolanaKit.Posting());
        _cluster.Include(InFlight, 6_001, "finalized");
        Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await _sender.StepAsync([], CancellationToken.None)));
        Assert.Null(await _sender.ForgetAsync(static _ => true));
        Assert.Empty(await _sender.StepAsync([SolanaKit.Posting()], CancellationToken.None));
        await RestartAsync();
        Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await _sender.StepAsync([], CancellationToken.None)));
        Assert.Null(await _sender.ForgetAsync(static _ => false));
        await RestartAsync();
        Assert.Empty(await _sender.StepAsync([], CancellationToken.None));
        Assert.Single(_cluster.Sent);
    }

    [Fact]
    public async Task WhatIsInNoBlock_IsHandedOnAgain_TheSameBytes()
    {
        var posting = SolanaKit.Posting();
        await StepAsync(posting);
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        await StepAsync(posting);
        Assert.Single(_cluster.Sent);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await StepAsync(posting);
        Assert.Equal(2, _cluster.Sent.Count);
        Assert.Single(_cluster.Sent.Distinct());
    }

    /// <summary>At its last height a block may still take it; above, none can, once that height is final and the transaction is not in it.</summary>
    [Fact]
    public async Task AnExpiredTransaction_IsSignedAgain_OnlyWhenTheFinalizedChainHasPassedItsLastBlock()
    {
        var posting = SolanaKit.Posting();
        var first = Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(posting)));
        (_cluster.FinalizedHeight, _cluster.Blockhash, _cluster.LastValid) = (5_180, 2, 5_400);
        Assert.Empty(await StepAsync(posting));
        _cluster.FinalizedHeight = 5_181;
        Assert.Equal(new SolanaSendEvent.Expired(first.PostingId!, first.Signature, 5_180, 5_181, Now), Assert.Single(await StepAsync(posting)));
        var second = Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(posting)));
        Assert.NotEqual(first.Signature, second.Signature);
        Assert.Equal(5_400ul, second.LastValidBlockHeight);
        Assert.Equal(second.Signature, Assert.Single(_journal.InFlight).Signature);
    }

    [Fact]
    public async Task AnExpiredTransaction_ThatIsWantedNoMore_IsNotSignedAgain()
    {
        await StepAsync(SolanaKit.Posting());
        _cluster.FinalizedHeight = 9_000;
        Assert.IsType<SolanaSendEvent.Expired>(Assert.Single(await StepAsync()));
        Assert.Single(_cluster.Sent);
        Assert.Empty(_journal.InFlight);
    }

    /// <summary>Gateways spread calls over nodes: one that is behind does not know what the other has finalized.</summary>
    [Fact]
    public async Task AStatusListFromBeforeTheFinalizedHead_ExpiresNothing()
    {
        await StepAsync(SolanaKit.Posting());
        (_cluster.FinalizedHeight, _cluster.StatusSlot) = (9_000, 9_999);
        Assert.Contains("9999", Assert.IsType<SolanaSendEvent.Failed>(Assert.Single(await StepAsync())).Reason, StringComparison.Ordinal);
        Assert.Single(_journal.InFlight);
        _cluster.StatusSlot = 10_000;
        Assert.IsType<SolanaSendEvent.Expired>(Assert.Single(await StepAsync()));
    }

    [Fact]
    public async Task ATransactionWhoseForkIsDropped_IsHandedOnAgain()
    {
        var posting = SolanaKit.Posting();
        await StepAsync(posting);
        var transaction = InFlight;
        _cluster.Include(transaction, 6_001);
        await StepAsync(posting);
        _cluster.InBlocks.Clear();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(6_001ul, Assert.IsType<SolanaSendEvent.Dropped>(Assert.Single(await StepAsync(posting))).Slot);
        Assert.Equal(2, _cluster.Sent.Count);
        _cluster.Include(transaction, 6_007, "finalized");
        Assert.Equal(6_007ul, Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await StepAsync())).Slot);
    }

    [Fact]
    public async Task AFailedTransaction_IsOverWhenItIsFinal_AndDoesNotStand()
    {
        await StepAsync(SolanaKit.Posting());
        var error = JsonNode.Parse("""{"InstructionError":[3,{"Custom":1}]}""");
        _cluster.Include(InFlight, 6_001, error: error);
        Assert.IsType<SolanaSendEvent.Included>(Assert.Single(await StepAsync()));
        _cluster.Include(InFlight, 6_001, "finalized", error!.DeepClone());
        Assert.Contains("Custom", Assert.IsType<SolanaSendEvent.Reverted>(Assert.Single(await StepAsync())).Error, StringComparison.Ordinal);
        Assert.Empty(_journal.InFlight);
        Assert.Empty(_journal.Standing);
    }

    [Theory]
    [InlineData("\"BlockhashNotFound\"", false)]
    [InlineData("\"InsufficientFundsForFee\"", false)]
    [InlineData("{\"InstructionError\":[2,{\"Custom\":2}]}", true)]
    public async Task WhatATrialRefuses_IsNotSent(string error, bool permanent)
    {
        _cluster.TrialError = JsonNode.Parse(error);
        var refused = Assert.IsType<SolanaSendEvent.Refused>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        Assert.Equal(permanent, refused.Permanent);
        Assert.Empty(_cluster.Sent);
        Assert.Empty(_journal.InFlight);
    }

    [Fact]
    public async Task ATrialThatANodeRefusesForASignature_IsPermanent_AndAnotherErrorIsNot()
    {
        _cluster.Error = method => method == "simulateTransaction" ? new() { ["code"] = -32006, ["message"] = "Transaction precompile verification failure InvalidSignature" } : null;
        Assert.True(Assert.IsType<SolanaSendEvent.Refused>(Assert.Single(await StepAsync(SolanaKit.Posting()))).Permanent);
        _cluster.Error = method => method == "simulateTransaction" ? new() { ["code"] = -32005, ["message"] = "Node is behind" } : null;
        Assert.IsType<SolanaSendEvent.Failed>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        Assert.Empty(_cluster.Sent);
    }

    [Fact]
    public async Task WhatCannotBeEncoded_IsRefusedForGood_AndTheOthersAreSent()
    {
        var set = SolanaKit.Set(5);
        var events = await StepAsync(SolanaKit.Posting(SolanaKit.OfDepth(set, 5), set), SolanaKit.Posting());
        var refused = Assert.IsType<SolanaSendEvent.Refused>(events[0]);
        Assert.True(refused.Permanent);
        Assert.Contains("TooLarge", refused.Error, StringComparison.Ordinal);
        Assert.IsType<SolanaSendEvent.Submitted>(events[1]);
    }

    [Theory]
    [InlineData(75, "1,2,3,4", 3)]
    [InlineData(100, "4,1,3,2", 4)]
    [InlineData(0, "4,1,3,2", 1)]
    [InlineData(51, "1,2,3,4", 3)]
    [InlineData(50, "", 0)]
    [InlineData(75, "2000000,3000000", 1_000_000)]
    public void UnitPrice_IsAPercentileWithinItsLimits(int percentile, string paid, ulong expected)
    {
        var options = new SolanaSenderOptions { Chain = FakeCluster.Chain, FeePercentile = percentile };
        Assert.Equal(expected, options.UnitPrice([.. paid.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ulong.Parse)]));
        Assert.Equal(Math.Max(expected, 500), (options with { MinimumUnitPrice = 500 }).UnitPrice([.. paid.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ulong.Parse)]));
    }

    [Fact]
    public async Task WhatCostsMoreThanItIsWorth_Waits()
    {
        _cluster.Fees = [700_000];
        var events = await StepAsync(SolanaKit.Posting(maximumFee: 26_999));
        Assert.Equal(new SolanaFee(20_000, 7_000), Assert.IsType<SolanaSendEvent.TooDear>(Assert.Single(events)).Fee);
        Assert.Empty(_cluster.Sent);
        Assert.Equal(700_000ul, Assert.IsType<SolanaSendEvent.Submitted>(Assert.Single(await StepAsync(SolanaKit.Posting(maximumFee: 27_000)))).UnitPrice);
    }

    [Fact]
    public async Task ALowBalance_IsSaid_AndThePostingGoesOut()
    {
        _cluster.Balance = 99_999_999;
        var events = await StepAsync(SolanaKit.Posting());
        Assert.Equal(new SolanaSendEvent.LowBalance(99_999_999, 100_000_000, Now), events[0]);
        Assert.IsType<SolanaSendEvent.Submitted>(events[1]);
    }

    [Fact]
    public async Task AfterARestart_TheSameBytesGoOn_AndWhatStandsIsKnown()
    {
        var posting = SolanaKit.Posting();
        await StepAsync(posting);
        var transaction = InFlight;
        await RestartAsync();
        Assert.Equal(transaction.Bytes.ToArray(), InFlight.Bytes.ToArray());
        await StepAsync(posting);
        Assert.Equal(2, _cluster.Sent.Count);
        Assert.Single(_cluster.Sent.Distinct());
        _cluster.Include(transaction, 6_001, "finalized");
        Assert.IsType<SolanaSendEvent.Final>(Assert.Single(await StepAsync()));
        await RestartAsync();
        Assert.Empty(_journal.InFlight);
        Assert.Equal(12ul, Assert.Single(_journal.Standing).Value.Sequence);
    }

    /// <summary>Every way in which the disk can fail while a posting is made: nothing leaves that a restart would not find.</summary>
    [Fact]
    public async Task WhateverTheDiskDoes_NothingLeavesThatIsNotInTheJournal()
    {
        var steps = _files.Steps.Count;
        foreach (var row in FaultTable.Rows(6))
        {
            await RestartAsync(new());
            _cluster.Sent.Clear();
            steps = _files.Steps.Count;
            _files.Plan = step => row.Plan(step with { Index = step.Index - steps });
            await StepAsync(SolanaKit.Posting());
            foreach (var aftermath in FaultTable.Aftermaths(_files, 7))
            {
                await using var journal = (await SolanaJournal.OpenAsync("journal", new(FakeCluster.Chain, Payer.Address), aftermath)).OrThrow();
                var kept = journal.InFlight.Select(sent => Convert.ToBase64String(sent.Transaction.Bytes.Span)).ToHashSet();
                Assert.All(_cluster.Sent, sent => Assert.True(kept.Contains(sent), $"{row}: sent and not kept"));
            }
        }
    }

    [Fact]
    public async Task AnEndpointOfAnotherCluster_GetsNothing()
    {
        _cluster.GenesisHash = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";
        var failed = Assert.IsType<SolanaSendEvent.Failed>(Assert.Single(await StepAsync(SolanaKit.Posting())));
        Assert.Contains("genesis", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(_cluster.Sent);
    }

    /// <summary>Each method fails once while a posting is on its way; the way goes on, and there never is a second transaction.</summary>
    [Theory]
    [InlineData("getGenesisHash")]
    [InlineData("getRecentPrioritizationFees")]
    [InlineData("getBalance")]
    [InlineData("getLatestBlockhash")]
    [InlineData("simulateTransaction")]
    [InlineData("sendTransaction")]
    [InlineData("getEpochInfo")]
    [InlineData("getSignatureStatuses")]
    public async Task AMethodThatFails_IsAskedAgainInTheNextStep(string method)
    {
        var left = 1;
        foreach (var reply in (HttpReply[])[new(503, []), new(200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"value\":7}}"u8.ToArray()), new(200, "not JSON"u8.ToArray())])
        {
            await RestartAsync(new());
            _cluster.InBlocks.Clear();
            left = 1;
            _cluster.Fault = asked => asked == method && left-- > 0 ? reply : null;
            var events = new List<SolanaSendEvent>();
            for (var i = 0; i < 4; i++)
            {
                if (i == 3) _cluster.Include(InFlight, 6_001, "finalized");
                events.AddRange(await StepAsync(SolanaKit.Posting()));
                _time.Advance(TimeSpan.FromSeconds(3));
                if (events.LastOrDefault() is SolanaSendEvent.Final) break;
            }

            Assert.Single(events.OfType<SolanaSendEvent.Failed>());
            Assert.Single(events.OfType<SolanaSendEvent.Submitted>());
            Assert.Single(events.OfType<SolanaSendEvent.Final>());
            Assert.DoesNotContain("topsecretkey", string.Join(' ', events), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cancellation_Throws()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _sender.StepAsync([SolanaKit.Posting()], stop.Token));
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private SignedTransaction InFlight => Assert.Single(_journal.InFlight).Transaction;

    private async Task<IReadOnlyList<SolanaSendEvent>> StepAsync(params SolanaPosting[] wanted)
    {
        var events = await _sender.StepAsync(wanted, CancellationToken.None);
        await _sender.ForgetAsync(static _ => false);
        return events;
    }

    private async Task RestartAsync(MemoryFileSystem? files = null)
    {
        await _journal.DisposeAsync();
        _files = files ?? _files.AfterPowerCut();
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        _journal = (await SolanaJournal.OpenAsync("journal", new(FakeCluster.Chain, Payer.Address), _files)).OrThrow();
        _sender = new([_cluster.Client], new(SolanaKit.Domain, new()), Payer, _journal, new() { Chain = FakeCluster.Chain }, _time);
    }
}
