using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Functions.Tests;

/// <summary>Accounts through the function classes: two of them on two chains.</summary>
public sealed class CollateralRoundTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private static readonly PositionReading AliceHas = Position(AliceOne, Coin, Ether(5), 90);
    private static readonly PositionReading BobHas = Position(BobOne, Coin, Ether(7), 90);
    private static readonly PositionReading AliceHasThere = Position(AliceTwo, Far, Ether(3), 90);
    private static readonly PositionReading Deposit = Position(BobOne, Coin, Ether(7), 95).Changed(1, 100, fork: 1);
    private static readonly LostBlock Lost = new(100, Block(100, One, 1).Hash, Block(100, One).Hash);
    private static readonly ChainReading Reorganised = Chain(One, 101, 96) with { Lost = [Lost], ReorgDepth = 1, Finalized = Block(100, One), Safe = Block(100, One) };

    [Fact]
    public async Task RoundsOfAccounts_AreThoseOfTheEmbeddedHost_ByteForByte()
    {
        await using var cloud = NewCloud();
        var started = Tick.Of(cloud.Now, Cloud.Settings.Collateral.Period) - 1;
        var (one, two) = NewChains();
        var (accounts, attest) = (cloud.NewCollateral(one, two), cloud.NewAttest());
        List<Action<ScriptedChain>> story = [static _ => { }, static chain => chain.Shows(Chain(One, 100, 95, fork: 1), Deposit), static chain => chain.Shows(Reorganised, BobHas), static chain => chain.Shows(Chain(One, 103, 101))];
        var times = new List<long>();
        foreach (var turn in story)
        {
            turn(one);
            times.Add(cloud.Now);
            await cloud.TickAsync(accounts, attest);
        }

        await cloud.AuditAsync(4, Shard);
        Assert.Empty(await cloud.DeadLetters.AllAsync());
        var embedded = await EmbeddedAsync(cloud, started, times, story);
        var distributed = await cloud.LedgerAsync(Shard);
        for (var i = 0; i < 4; i++)
        {
            var (left, right) = (embedded[i].Reservation, distributed[i].Entry.Reservation);
            Assert.Equal(left.Digest, right.Digest);
            Assert.True(left.Batch.Span.SequenceEqual(right.Batch.Span), $"batch {i}");
            Assert.True(left.Round.Span.SequenceEqual(right.Round.Span), $"round {i}");
            Assert.True(left.State.Span.SequenceEqual(right.State.Span), $"state {i}");
        }

        Assert.Single(distributed.SelectMany(Statements).OfType<RetractionStatement>());
    }

    [Fact]
    public async Task WhileADraftIsUnderWay_ThereIsNoNext_AndThenItsTimeIsCovered()
    {
        await using var cloud = NewCloud();
        var (one, two) = NewChains();
        var (accounts, attest) = (cloud.NewCollateral(one, two), cloud.NewAttest());
        await cloud.TickAsync(accounts, attest: null);
        await cloud.TickAsync(accounts, attest: null);
        Assert.Single(await cloud.Observations.AllAsync(1));
        await attest.RunAsync(await cloud.Observations.DeliverAsync(1), new Execution(1), default);
        await cloud.TickAsync(accounts, attest);
        await cloud.AuditAsync(2, Shard);
        var batches = await cloud.LedgerAsync(Shard);
        Assert.Equal(20_000, batches[1].Header.ObservedAt - batches[1].Header.ValidAfter);
    }

    [Fact]
    public async Task ADraftThatIsLost_IsNotWaitedForLongerThanItMayTake()
    {
        await using var cloud = NewCloud();
        var (one, two) = NewChains();
        var accounts = cloud.NewCollateral(one, two);
        for (var tick = 0; tick < 4; tick++) await cloud.TickAsync(accounts, attest: null);
        Assert.Equal(2, (await cloud.Observations.AllAsync(1)).Count);
    }

    /// <summary>Two instances of Ingest send the same lost block one after the other, before Attest has made a round of the first. By then it is final: taken for lost again, it would be a chain fault for good.</summary>
    [Fact]
    public async Task ALostBlockInTwoDrafts_IsRetractedOnce_AndIsNoFault()
    {
        await using var cloud = NewCloud();
        var (one, two) = NewChains();
        var (first, second, attest) = (cloud.NewCollateral(one, two), cloud.NewCollateral(one, two), cloud.NewAttest());
        await BothAsync(cloud, first, second, attest);
        one.Shows(Chain(One, 100, 95, fork: 1), Deposit);
        await BothAsync(cloud, first, second, attest);
        Assert.Equal([new OpenBlock(100, Lost.Lost)], (await OpenAsync(cloud)).Facts.Where(fact => fact.Height == 100).Select(fact => new OpenBlock(fact.Height, fact.Hash)).Distinct());

        one.Shows(Reorganised, BobHas);
        var before = (await cloud.Observations.AllAsync(1)).Count;
        await cloud.TickAsync(first, attest: null);
        await cloud.TickAsync(second, attest: null);
        Assert.Equal(before + 2, (await cloud.Observations.AllAsync(1)).Count);
        Assert.Equal([new OpenBlock(100, Lost.Lost)], one.Asked);
        await attest.RunAsync(await cloud.Observations.DeliverAsync(1, before), new Execution(1), default);

        await cloud.AuditAsync(4, Shard);
        Assert.Empty(await cloud.DeadLetters.AllAsync());
        var batches = await cloud.LedgerAsync(Shard);
        Assert.Single(batches.SelectMany(Statements).OfType<RetractionStatement>());
        Assert.All(batches.SelectMany(Statements).OfType<ChainStatusStatement>(), status => Assert.Equal(ChainFlags.None, status.Flags));
    }

    [Fact]
    public async Task PricesOfARound_AreTheLastThatWerePublished()
    {
        await using var cloud = new Cloud(WithAccounts);
        var (one, two) = NewChains();
        var attest = cloud.NewAttest();
        await cloud.NewPrices().RunAsync(new(), default);
        await attest.RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        var published = Assert.Single(await cloud.LedgerAsync());
        Assert.IsType<PriceStatement>(Assert.Single(Statements(published)));

        // The recording is of June, the chains are of September: the price is over, and the round carries it with its time all the same.
        cloud.Time.Advance(TimeSpan.FromMilliseconds(Start + 60_000 - cloud.Now));
        await cloud.TickAsync(cloud.NewCollateral(one, two), attest);
        var batch = Assert.Single(await cloud.LedgerAsync(Shard));
        Assert.Null(CollateralRoundCodec.Decode(batch.Entry.Reservation.Round, out var round));
        var price = Assert.Single(round!.Prices);
        Assert.Equal((published.Digest, EthUsd), (price.Reference.Digest, price.Reference.Feed));

        // And Serve shows the accounts that the ledger states.
        var shown = await ServeTests.AskAsync(cloud.NewServe().AccountsAsync(new Microsoft.AspNetCore.Http.DefaultHttpContext().Request, default));
        Assert.Equal(["alice", "bob"], shown.Body.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("account").GetString()!));
    }

    [Fact]
    public async Task AChainThatTakesBackWhatIsFinal_IsCountedOnce_AndItsOperatorIsTold()
    {
        await using var cloud = NewCloud();
        var (one, two) = NewChains();
        var accounts = cloud.NewCollateral(one, two);
        await cloud.TickAsync(accounts, cloud.NewAttest());
        Assert.Empty(cloud.Measured.Of("oracle.reorgs.beyond"));
        one.Shows(Chain(One, 101, 96) with { Flags = ChainFlags.Fault, Note = "block 90 was final" });
        for (var tick = 0; tick < 2; tick++) await cloud.TickAsync(accounts, attest: null);
        Assert.Equal([(1, $"chain={One}")], cloud.Measured.Of("oracle.reorgs.beyond"));
        Assert.Contains("block 90 was final", Assert.Single(cloud.Notices, notice => notice.Level == Hosting.NoticeLevel.Alarm).Text, StringComparison.Ordinal);
    }

    private static Cloud NewCloud() => new(WithAccounts, Start + 60_000);

    private static NodeConfig WithAccounts(NodeConfig config) => config with { AccountShards = [new AccountShardConfig(Policy, Heartbeat)] };

    private static (ScriptedChain One, ScriptedChain Two) NewChains() => (new(Chain(One, 100, 95), AliceHas, BobHas), new(Chain(Two, 100, 95), AliceHasThere));

    private static async Task BothAsync(Cloud cloud, Ingest.Collateral first, Ingest.Collateral second, Attest.Observations attest)
    {
        var before = (await cloud.Observations.AllAsync(1)).Count;
        await first.RunAsync(new(), default);
        await attest.RunAsync(await cloud.Observations.DeliverAsync(1, before), new Execution(1), default);
        await cloud.TickAsync(second, attest);
    }

    private static async Task<CollateralState> OpenAsync(Cloud cloud)
    {
        Assert.Null(CollateralStateCodec.Decode((await cloud.LedgerAsync(Shard))[^1].Entry.Reservation.State.Span, out var state));
        return state!;
    }

    private static IEnumerable<Statement> Statements(StoredBatch batch) => batch.Leaves.Select(leaf =>
    {
        Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
        return statement!;
    });

    /// <summary>The same looks at the same times, in one process.</summary>
    private static async Task<List<LedgerEntry>> EmbeddedAsync(Cloud cloud, long started, IReadOnlyList<long> times, IReadOnlyList<Action<ScriptedChain>> story)
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(times[0]));
        var (domain, set) = (cloud.Deployment.Domain, cloud.Deployment.Attesters);
        var evidence = new PriceEvidence(domain, new AttesterSets(set));
        var rules = new CollateralRules(Policy, evidence.Check);
        await using var ledger = FileLedger.Open(FileLedger.In(folder.In("ledger"))).OrThrow();
        await using var stream = FileEventStream.Open(FileEventStream.In(folder.In("stream")), 1, time).OrThrow();
        await using var log = AttesterLog.Open(AttesterLog.In(folder.In("log")), cloud.Signer.Address).OrThrow();
        var attester = new Attester(cloud.Signer, log, new() { Domain = domain, Rules = [rules], Sets = [set] }, time);
        var round = new AttestationRound(new(domain, rules, set, [attester], 0), ledger, stream, time);
        var book = new CollateralBook(Policy, Heartbeat);
        var maker = new CollateralRoundMaker(domain, rules, book, static _ => null, evidence);
        await round.LoadAsync(default, started);
        maker.Continue(round.Head!);
        var (one, two) = NewChains();
        for (var turn = 0; turn < times.Count; turn++)
        {
            story[turn](one);
            time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(times[turn]) - time.GetUtcNow());
            foreach (var chain in (ScriptedChain[])[one, two]) book.Hear(chain.Chain, await chain.LookAsync(book.OpenBlocks(chain.Chain), default));
            Assert.IsType<RoundOutcome.Published>(await round.RunAsync(maker, default));
        }

        return [.. ledger.ReadFromAsync(Shard.ToString(), 0).ToBlockingEnumerable()];
    }
}
