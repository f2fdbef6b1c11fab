using CrossChainOracle.Ledger;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>One life of a node: ledger, stream, and five attesters with keys and logs of their own, three of whom must sign.</summary>
internal sealed class ShardProcess : IAsyncDisposable
{
    private const string Group = "margin";

    private readonly World _world;
    private readonly List<AttesterLog> _logs = [];
    private readonly List<Wire> _wires = [];
    private readonly IRoundMaker _maker;
    private Task _following = Task.CompletedTask;

    private ShardProcess(World world, FileLedger ledger, FileEventStream stream) => (_world, _maker, Ledger, Stream) = (world, world.Kind.NewMaker(world), ledger, stream);

    public FileLedger Ledger { get; }

    public FileEventStream Stream { get; }

    public AttestationRound Round { get; private set; } = null!;

    /// <summary>To each attester, in ascending order of address.</summary>
    public IReadOnlyList<Wire> Wires => _wires;

    public static async Task<ShardProcess> StartAsync(World world, Disk disk, EvidenceCheck? evidence = null) =>
        await TryStartAsync(world, disk, evidence) ?? throw new InvalidOperationException("The disk does not let the node start.");

    /// <summary>Null when the disk does not let it start.</summary>
    public static async Task<ShardProcess?> TryStartAsync(World world, Disk disk, EvidenceCheck? evidence = null)
    {
        if (Open(() => FileLedger.Open(disk.Ledger)) is not { } ledger) return null;
        if (Open(() => FileEventStream.Open(disk.Stream, 1, world.Time)) is not { } stream)
        {
            await ledger.DisposeAsync();
            return null;
        }

        var process = new ShardProcess(world, ledger, stream);
        if (!process.OpenAttesters(disk, evidence))
        {
            await process.DisposeAsync();
            return null;
        }

        process.Round = await process.NewRoundAsync();
        process._following = world.Following.ReadAsync(stream, follow: true);
        return process;
    }

    /// <summary>A leader of the same shard on the same ledger, stream and attesters.</summary>
    public async Task<AttestationRound> NewRoundAsync()
    {
        var round = new AttestationRound(new(Samples.Domain, _world.Kind.RulesOf(), _world.Set, _wires, 0), Ledger, Stream, _world.Time);
        await round.LoadAsync(default);
        return round;
    }

    public Task<RoundOutcome> TurnAsync() => TurnAsync(Round);

    /// <summary>One turn, a second later than the last, and what comes of it told to the world.</summary>
    public async Task<RoundOutcome> TurnAsync(AttestationRound round)
    {
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        var outcome = await round.RunAsync(round == Round ? _maker : _world.Kind.NewMaker(_world), default);
        if (outcome is RoundOutcome.Published published) _world.Note(published);
        return outcome;
    }

    /// <summary>Returns when the attesters that were not waited for are done as well, so that their logs take the same steps in every run.</summary>
    public async Task SettleAsync()
    {
        var asked = _wires.Max(wire => wire.Asked);
        while (_wires.Any(wire => wire.Answered < asked)) await Task.Delay(1);
    }

    public Task CheckpointAsync() => _world.Grouped.ReadAsync(Stream, Group);

    /// <summary>An end in good order: the follower has seen what there is, unless the stream has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        while (!_following.IsCompleted && _world.Following.Cursor != Stream.LastOffset(0)) await Task.Delay(1);
        foreach (var log in _logs) await log.DisposeAsync();
        await Stream.DisposeAsync();
        await Ledger.DisposeAsync();
        await _following;
    }

    private bool OpenAttesters(Disk disk, EvidenceCheck? evidence)
    {
        var settings = new AttesterSettings { Domain = Samples.Domain, Rules = [_world.Kind.RulesOf(evidence)], Sets = [_world.Set] };
        foreach (var signer in Keys.Five)
        {
            if (Open(() => AttesterLog.Open(disk.Attester(signer.Address), signer.Address)) is not { } log) return false;
            _logs.Add(log);
            _wires.Add(new(new Attester(new WitnessedSigner(signer, _world, disk), log, settings, _world.Time)));
        }

        return true;
    }

    private static T? Open<T>(Func<OpenOutcome<T>> open)
        where T : class
    {
        var outcome = open();
        for (var attempt = 0; outcome is OpenOutcome<T>.Failed && attempt < 3; attempt++) outcome = open();
        return outcome is OpenOutcome<T>.Failed ? null : outcome.OrThrow();
    }
}
