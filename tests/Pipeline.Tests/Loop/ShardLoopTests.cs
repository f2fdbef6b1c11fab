using CrossChainOracle.TestKit;
using System.Diagnostics;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds;
using CrossChainOracle.Ledger;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>When rounds happen, on a clock that stands still until the test moves it.</summary>
public sealed class ShardLoopTests : IAsyncLifetime, IDisposable
{
    private static readonly RoundPace Pace = new();

    private readonly World _world = new();
    private readonly List<RoundOutcome> _outcomes = [];
    private readonly CancellationTokenSource _stop = new();
    private ShardProcess _process = null!;
    private ShardLoop _loop = null!;
    private PriceShard _shard = null!;
    private Task<RoundOutcome.Reload?> _running = null!;
    private uint _heard;

    public async Task InitializeAsync()
    {
        _process = await ShardProcess.StartAsync(_world, Disk.InMemory());
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        var book = new ObservationBook(_world.Policy.Feeds.Select(feed => feed.Feed).ToHashSet());
        _loop = new(_process.Round, new PriceRoundMaker(Samples.Domain, new(_world.Policy), book.Snapshot), Pace, _world.Time);
        _shard = new(_world.Policy, book, _loop);
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _process.DisposeAsync();
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task UpdatesWithinTheSpacing_ShareOneRound_AndTheNextWaitsForNews()
    {
        await StartAsync();
        Move(TimeSpan.FromMilliseconds(5));
        var first = Hear();
        // The loop has taken the news up and waits for the rest of the spacing.
        await RestingAsync(TimeSpan.FromMilliseconds(15));
        for (var i = 0; i < 4; i++) Hear();
        var last = Hear();
        Assert.Single(_outcomes);
        Move(TimeSpan.FromMilliseconds(14));
        Assert.Single(_outcomes);
        Move(TimeSpan.FromMilliseconds(1));
        await RoundsAsync(2);
        Assert.NotEqual(first.Observations[0].Value, last.Observations[0].Value);
        await AssertIsInAsync(1, last);

        await RestingAsync(Pace.Heartbeat);
        Move(Pace.Heartbeat - TimeSpan.FromTicks(1));
        Assert.Equal(2, _outcomes.Count);
    }

    [Fact]
    public async Task ANews_AfterTheSpacing_StartsItsRoundAtOnce()
    {
        await StartAsync();
        Move(TimeSpan.FromMilliseconds(300));
        var news = Hear();
        await RoundsAsync(2);
        await AssertIsInAsync(1, news);
    }

    [Fact]
    public async Task WithoutNews_TheHeartbeatStartsARound()
    {
        await StartAsync();
        for (var round = 2; round <= 4; round++)
        {
            Move(Pace.Heartbeat);
            await RoundsAsync(round);
            await RestingAsync(Pace.Heartbeat);
        }

        Assert.All(_outcomes, outcome => Assert.IsType<RoundOutcome.Published>(outcome));
        Assert.Equal([0UL, 1, 2, 3], _outcomes.Cast<RoundOutcome.Published>().Select(published => published.Attestation.Header.Sequence));
    }

    [Fact]
    public async Task WhatWasHeardBefore_IsNoNews()
    {
        var look = Hear();
        await StartAsync(Pace.Spacing);
        Move(Pace.Spacing);
        await RoundsAsync(2);
        await RestingAsync(Pace.Heartbeat);
        _shard.Hear(look);
        await RestingAsync(Pace.Heartbeat);
    }

    [Fact]
    public async Task ATurnThatWaits_IsTriedAgainAfterTheRetryTime_WhateverIsHeard()
    {
        foreach (var wire in _process.Wires) wire.Instead = static (_, _) => new(new CosignOutcome.Failed("down"));
        _running = RunAsync();
        for (var round = 1; round <= 3; round++)
        {
            await RoundsAsync(round);
            await RestingAsync(Pace.Retry);
            Hear();
            Move(Pace.Retry - TimeSpan.FromTicks(1));
            Assert.Equal(round, _outcomes.Count);
            Move(TimeSpan.FromTicks(1));
        }

        await RoundsAsync(4);
        Assert.All(_outcomes, outcome => Assert.IsType<RoundOutcome.Waiting>(outcome));
        foreach (var wire in _process.Wires) wire.Instead = null;
        await RestingAsync(Pace.Retry);
        Move(Pace.Retry);
        await RoundsAsync(5);
        Assert.Equal(0UL, Assert.IsType<RoundOutcome.Published>(_outcomes[4]).Attestation.Header.Sequence);

        // What was heard meanwhile needs no heartbeat.
        await RestingAsync(Pace.Spacing);
        Move(Pace.Spacing);
        await RoundsAsync(6);
    }

    [Fact]
    public async Task Cancelled_ItEnds_WhereverItIs()
    {
        await StartAsync();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        Assert.Null(await _loop.RunAsync(_outcomes.Add, _stop.Token));
        Assert.Single(_outcomes);
    }

    [Fact]
    public async Task AMovedHead_EndsItWithTheReasonToReload()
    {
        await StartAsync();
        var rival = await _process.NewRoundAsync();
        for (var turn = 0; turn < 2; turn++)
        {
            Assert.IsType<RoundOutcome.Published>(await rival.RunAsync(_world.Policy, _world.Look()));
            Move(TimeSpan.FromMilliseconds(1));
        }

        Move(Pace.Heartbeat);
        Assert.Equal("reserve", (await _running)!.Stage);
        Assert.Equal(2, _outcomes.Count);
    }

    [Fact]
    public async Task ALedgerThatCannotBeRead_IsATurnThatFailed_AndTheLoopGoesOn()
    {
        var ledger = new UnreadableLedger(_process.Ledger) { Failures = 2 };
        var round = new AttestationRound(new(Samples.Domain, _world.Kind.RulesOf(), _world.Set, _process.Wires, 0), ledger, _process.Stream, _world.Time);
        var book = new ObservationBook(_world.Policy.Feeds.Select(feed => feed.Feed).ToHashSet());
        _loop = new(round, new PriceRoundMaker(Samples.Domain, new(_world.Policy), book.Snapshot), Pace, _world.Time);
        _running = RunAsync();
        for (var failed = 1; failed <= 2; failed++)
        {
            await RoundsAsync(failed);
            await RestingAsync(Pace.Retry);
            Assert.Equal(new RoundOutcome.Failed("load", "the ledger is busy"), _outcomes[failed - 1]);
            Move(Pace.Retry);
        }

        // A shard that is new covers from when it was loaded: what it would state of that very instant waits for the next.
        await RoundsAsync(3);
        Assert.IsNotType<RoundOutcome.Failed>(_outcomes[2]);
        await RestingAsync(Pace.Heartbeat);
        Move(Pace.Heartbeat);
        await RoundsAsync(4);
        Assert.Equal(0UL, Assert.IsType<RoundOutcome.Published>(_outcomes[3]).Attestation.Header.Sequence);
    }

    /// <summary>Starts the loop and waits until its first round is done and it waits for the next.</summary>
    private async Task StartAsync(TimeSpan? then = null)
    {
        _running = RunAsync();
        await RoundsAsync(1);
        await RestingAsync(then ?? Pace.Heartbeat);
    }

    private Task<RoundOutcome.Reload?> RunAsync() => _loop.RunAsync(
        outcome =>
        {
            lock (_outcomes) _outcomes.Add(outcome);
        },
        _stop.Token);

    /// <summary>Tells the loop something newer than all before.</summary>
    private Look Hear()
    {
        var look = _world.Look();
        look = look with { Observations = [.. look.Observations.Select(observation => observation with { Sequence = observation.Sequence + (++_heard) })] };
        _shard.Hear(look);
        return look;
    }

    private void Move(TimeSpan by) => _world.Time.Advance(by);

    private Task RoundsAsync(int count) => UntilAsync($"round {count}", () =>
    {
        lock (_outcomes) return _outcomes.Count >= count;
    });

    /// <summary>Until nothing is under way and the loop waits for as long as that.</summary>
    private Task RestingAsync(TimeSpan wait) => UntilAsync($"a wait of {wait}", () =>
        _process.Wires.All(wire => wire.Answered == wire.Asked) && _world.Time.ActiveTimers == 1 && _world.Time.UntilNext == wait);

    private async Task UntilAsync(string what, Func<bool> holds)
    {
        var since = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), $"{what} does not come: {_outcomes.Count} rounds, next timer in {_world.Time.UntilNext}");
            await Task.Delay(1);
        }
    }

    private async Task AssertIsInAsync(ulong sequence, Look look)
    {
        var entry = await _process.Ledger.ReadAsync(_world.Policy.Shard.ToString(), sequence);
        Assert.Null(RoundCodec.Decode(entry!.Reservation.Round, out var round));
        Assert.All(look.Observations, observation => Assert.Contains(observation, round!.Observations));
    }

    /// <summary>A ledger far away, whose head cannot be read so many times.</summary>
    private sealed class UnreadableLedger(ILedger ledger) : ILedger
    {
        public int Failures { get; set; }

        public ValueTask<LedgerHead?> HeadAsync(string shard, CancellationToken ct = default) => Failures-- > 0 ? throw new IOException("the ledger is busy") : ledger.HeadAsync(shard, ct);

        public ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default) => ledger.ReadAsync(shard, sequence, ct);

        public IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default) => ledger.ReadFromAsync(shard, sequence, ct);

        public ValueTask<ReserveOutcome> ReserveAsync(Reservation reservation, CancellationToken ct = default) => ledger.ReserveAsync(reservation, ct);

        public ValueTask<AttachOutcome> AttachAsync(string shard, ulong sequence, Hash256 digest, ReadOnlyMemory<byte> signatures, CancellationToken ct = default) =>
            ledger.AttachAsync(shard, sequence, digest, signatures, ct);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
