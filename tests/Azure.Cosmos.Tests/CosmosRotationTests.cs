using CrossChainOracle.Domain;
using CrossChainOracle.Ledger.Tests;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>One attester hands over to another, whose signatures are items of another name; the process dies at every request.</summary>
[Trait("Category", "RealCosmos")]
public sealed class CosmosRotationTests
{
    private static readonly PlatformSigner[] Attesters = [Keys.Five[0], Keys.Five[1], Keys.Five[2]];
    private static readonly AttesterSet First = Keys.Set(threshold: 1, expiresAt: UnixTime.MaxValue / 2, members: [Attesters[0]]);

    [LedgerFact]
    public async Task ARotationThatDiesAtAnyRequest_IsFinishedByTheNextStart_AndItsKeyNamesTheNext()
    {
        await using var calm = new CosmosHouse { Options = OptionsOf(0) };
        await using var world = new World();
        Assert.IsType<RotationOutcome.Done>(await world.RotateAsync(calm, 0));
        var steps = calm.Wire.Requests.Count;
        Assert.True(steps >= 4, $"{steps} requests");
        foreach (var step in Enumerable.Range(0, steps))
        {
            foreach (var last in new[] { WireFault.SilentBefore, WireFault.SilentAfter })
            {
                await using var house = new CosmosHouse { Options = OptionsOf(0), Plan = (number, _) => number < step ? WireFault.None : number == step ? last : WireFault.SilentBefore };
                await using var mortal = new World();
                await mortal.RotateAsync(house, 0);
                house.Wire.Plan = (_, _) => WireFault.None;
                Assert.IsType<RotationOutcome.Done>(await mortal.RotateAsync(house, 0));

                // The batch before its own has the other's signature, in an item that is named after that one.
                await using var next = new CosmosHouse(await house.PlaceAsync()) { Options = OptionsOf(1) };
                var done = Assert.IsType<RotationOutcome.Done>(await mortal.RotateAsync(next, 1));
                Assert.Equal((1ul, 3u), (done.Header.Sequence, done.Set.Epoch));
                Assert.Equal(Attesters[2].Address, Assert.Single((await HistoryAsync(next)).Current.Members));
            }
        }
    }

    /// <summary>Of the attester's app: all three may have signed.</summary>
    private static CosmosLedgerOptions OptionsOf(int attester) => new() { Members = ["first", "second", "third"], Member = new[] { "first", "second" }[attester], MaxItemBytes = 4_096 };

    private static async Task<AttesterHistory> HistoryAsync(CosmosHouse house)
    {
        await using var ledger = await house.OpenLedgerAsync();
        var (history, problem) = await AttesterHistory.ReadAsync(ledger, Samples.Domain, First, default);
        Assert.Null(problem);
        return history;
    }

    /// <summary>What outlives the processes: the clock, the stream, each attester's log.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt + 60_000));
        private readonly MemoryFileSystem _files = new();
        private readonly AttesterLog[] _logs;
        private readonly FileEventStream _stream;

        public World()
        {
            _logs = [.. Attesters.Take(2).Select(signer => AttesterLog.Open(AttesterLog.In($"/{signer.Address}") with { FileSystem = _files }, signer.Address).OrThrow())];
            _stream = FileEventStream.Open(FileEventStream.In("/stream") with { FileSystem = _files }, 1, _time).OrThrow();
        }

        /// <summary>One start of an attester that names the one after it; null where the ledger could not be read.</summary>
        public async Task<RotationOutcome?> RotateAsync(CosmosHouse house, int attester)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await using var ledger = await house.OpenLedgerAsync();
            try
            {
                var (history, problem) = await AttesterHistory.ReadAsync(ledger, Samples.Domain, First, default);
                Assert.Null(problem);
                var wanted = new NextSet(1, UnixTime.MaxValue / 2, [Attesters[attester + 1].Address]);
                var (own, rules) = (history.Find((uint)attester + 1)!, AttesterRotation.RulesOf(history, wanted.Approve));
                var cosigner = new Attester(Attesters[attester], _logs[attester], new() { Domain = Samples.Domain, Rules = [rules], Sets = history.Recent }, _time);
                var rotations = new AttestationRound(new(Samples.Domain, rules, own, [cosigner], AttesterRotation.Partition), ledger, _stream, _time);
                await rotations.LoadAsync(default, _time.GetUtcNow().ToUnixTimeMilliseconds() - 1);
                return await new AttesterRotation(Samples.Domain, history, own, [], rotations, rules, _time).RunAsync(wanted, dryRun: false, default);
            }
            catch (IOException)
            {
                return null;
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var log in _logs) await log.DisposeAsync();
            await _stream.DisposeAsync();
        }
    }
}
