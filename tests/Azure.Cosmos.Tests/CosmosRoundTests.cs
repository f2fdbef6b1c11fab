using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Ledger;
using CrossChainOracle.Ledger.Tests;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>Whole rounds of prices through the ledger, dying at every request: a life ends there, and the next begins from what the ledger says.</summary>
[Trait("Category", "RealCosmos")]
public sealed class CosmosRoundTests
{
    private const int Batches = 2;

    [LedgerFact]
    public async Task ALeaderThatDiesAtAnyRequest_LeavesOneDigestForEachSequence_SignedOnlyOnceItWasReserved()
    {
        await using var calm = new CosmosHouse();
        await using var world = new World(calm);
        await world.LiveAsync();
        Assert.Equal(Batches, world.Published.Count);
        var steps = calm.Wire.Requests.Count;
        Assert.NotEmpty((await calm.PlaceAsync()).Blobs.Blobs);
        foreach (var step in Enumerable.Range(0, steps))
        {
            foreach (var last in new[] { WireFault.SilentBefore, WireFault.SilentAfter })
            {
                await using var house = new CosmosHouse { Plan = (number, _) => number < step ? WireFault.None : number == step ? last : WireFault.SilentBefore };
                await using var mortal = new World(house);
                await mortal.LiveAsync();
                house.Wire.Plan = (_, _) => WireFault.None;
                await mortal.LiveAsync();
                await mortal.VerifyAsync($"{last} at {step}");
            }
        }
    }

    /// <summary>What outlives the leader's processes: the clock, the market, the stream, the attester and its log.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly ShardPolicy _policy = Samples.Policy(null, "ADA/USD", "AVAX/USD", "BTC/USD", "DOGE/USD", "ETH/USD", "LINK/USD", "SOL/USD", "XRP/USD");
        private readonly PriceRules _rules;
        private readonly AttesterSet _set = Keys.Set(threshold: 1, members: [Keys.Five[0]]);
        private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt + 60_000));
        private readonly MemoryFileSystem _files = new();
        private readonly AttesterLog _log;
        private readonly FileEventStream _stream;
        private readonly CosmosHouse _house;
        private readonly Attester _attester;
        private int _looks;

        public World(CosmosHouse house)
        {
            _house = house;
            _rules = new(_policy);
            _log = AttesterLog.Open(AttesterLog.In("/attester") with { FileSystem = _files }, Keys.Five[0].Address).OrThrow();
            _stream = FileEventStream.Open(FileEventStream.In("/stream") with { FileSystem = _files }, 1, _time).OrThrow();
            _attester = new(new Witness(this), _log, new() { Domain = Samples.Domain, Rules = [_rules], Sets = [_set] }, _time);
        }

        public SortedDictionary<ulong, Hash256> Published { get; } = [];

        private HashSet<Hash256> Signed { get; } = [];

        /// <summary>One process, until it has published what is due or can do no more.</summary>
        public async Task LiveAsync()
        {
            await using var ledger = await _house.OpenLedgerAsync();
            var round = new AttestationRound(new(Samples.Domain, _rules, _set, [_attester], 0), ledger, _stream, _time);
            try
            {
                await round.LoadAsync(default);
                for (var turn = 0; turn < 3 && Published.Count < Batches; turn++)
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                    switch (await round.RunAsync(new PriceRoundMaker(Samples.Domain, new(_policy), Look), default))
                    {
                        case RoundOutcome.Published published:
                            var header = published.Attestation.Header;
                            Assert.True(Published.TryAdd(header.Sequence, published.Digest) || Published[header.Sequence] == published.Digest);
                            await ledger.NoteLatestAsync(header.Shard.ToString(), header.Sequence, published.Digest, header.ObservedAt);
                            break;
                        case RoundOutcome.Reload:
                            return;
                    }
                }
            }
            catch (IOException)
            {
                // The ledger cannot be read: this life is over.
            }
        }

        public async Task VerifyAsync(string row)
        {
            await using var next = await _house.NextDoorAsync();
            await using var ledger = await next.OpenLedgerAsync();
            var digests = (await ledger.EntriesAsync(_policy.Shard.ToString())).Select(entry => entry.Reservation.Digest).ToList();
            Assert.True(Published.Count == Batches && digests.SequenceEqual(Published.Values), $"{row}: {Published.Count} published, {digests.Count} reserved");
            Assert.True(Signed.SetEquals(digests), $"{row}: {Signed.Count} signed");
        }

        public async ValueTask DisposeAsync()
        {
            await _log.DisposeAsync();
            await _stream.DisposeAsync();
        }

        /// <summary>The market, which never says the same twice: two rounds of one sequence would have two digests.</summary>
        private Look Look()
        {
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var price = (2_500 + (0.01m * ++_looks)).ToString(CultureInfo.InvariantCulture);
            return new(Samples.Round(_policy, ShardState.Initial(_policy.Shard, now - 1), Hash256.Zero, now, price).Observations, [], []);
        }

        /// <summary>A real key that, before it signs, looks at what another process would read now.</summary>
        private sealed class Witness(World world) : ISigner
        {
            public EvmAddress Address => Keys.Five[0].Address;

            public async ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default)
            {
                await using var next = await world._house.NextDoorAsync();
                await using var ledger = await next.OpenLedgerAsync();
                Assert.Equal(digest, (await ledger.EntriesAsync(world._policy.Shard.ToString()))[^1].Reservation.Digest);
                world.Signed.Add(digest);
                return await Keys.Five[0].SignAsync(digest, ct);
            }
        }
    }
}
