using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Node.Capture;

/// <summary>Repeats a captured run without network, clock or keys, and compares every batch with the one that was reserved then.</summary>
internal sealed class Replayer(
    DeploymentRecord deployment, IReadOnlyList<ShardPolicy> policies, IReadOnlyList<FeedSource> sources, ReplayingHandler http, CaptureClock clock, RoundEvidence? evidence, ILedgerReader ledger)
{
    private readonly SigningDomain _domain = new(deployment.Deployment);
    private readonly Dictionary<string, Shard> _shards = policies.ToDictionary(policy => policy.Shard.ToString(), policy => new Shard(policy));

    /// <summary>Rounds that gave the same bytes.</summary>
    public int Repeated { get; private set; }

    /// <summary>Null, or the first difference.</summary>
    public async Task<string?> RunAsync(IReadOnlyList<CaptureLine> lines, CancellationToken cancellation)
    {
        foreach (var line in lines)
        {
            var problem = line.Look is { } look ? await LookAsync(look, cancellation).ConfigureAwait(false) : await RoundAsync(line.Round!, cancellation).ConfigureAwait(false);
            if (problem is not null) return problem;
        }

        return null;
    }

    private async Task<string?> LookAsync(CapturedLook captured, CancellationToken cancellation)
    {
        if (captured.Reader < 0 || captured.Reader >= sources.Count || sources[captured.Reader].Reader.Route.ToString() != captured.Route)
        {
            return $"the capture has a look at {captured.Route} by reader {captured.Reader}, the configuration has no such reader";
        }

        clock.Follow(captured.Clock);
        http.Load(captured.Exchanges);
        var look = await sources[captured.Reader].Reader.ReadAsync(cancellation).ConfigureAwait(false);
        foreach (var shard in _shards.Values) shard.Book.Add(look);
        return null;
    }

    private async Task<string?> RoundAsync(CapturedRound captured, CancellationToken cancellation)
    {
        var name = $"shard {captured.Shard}, batch {captured.Sequence}";
        if (!_shards.TryGetValue(captured.Shard, out var shard)) return $"{name}: the configuration has no such shard";
        if (await ledger.ReadAsync(captured.Shard, captured.Sequence, cancellation).ConfigureAwait(false) is not { } entry) return $"{name}: is not in the ledger";
        if (StoredBatch.Open(entry, _domain, out var stored) is { } refusal) return $"{name}: {refusal}";
        var state = shard.State ?? ShardState.Initial(shard.Policy.Shard, stored!.Header.ValidAfter);
        var sighting = shard.Book.Snapshot();
        if (evidence is not null) sighting = evidence.Sift(sighting, shard.Policy, captured.ObservedAt);
        var round = RoundAssembly.Observe(
            shard.Policy.Shard, shard.PolicyDigest, deployment.Attesters.Epoch, state, shard.Digest, captured.ObservedAt, sighting);
        if (BatchComputation.Check(shard.PolicyDigest, shard.Policy, state, round) is { } mismatch) return $"{name}: {mismatch}";
        var computed = BatchComputation.Run(_domain, shard.Policy, state, round);
        if (!RoundCodec.Encode(round).AsSpan().SequenceEqual(entry.Reservation.Round.Span)) return $"{name}: the sources' answers gave another round than they did then";
        if (!computed.EncodeUnsigned().AsSpan().SequenceEqual(entry.Reservation.Batch.Span)) return $"{name}: digest {computed.Digest}, then it was {entry.Reservation.Digest}";
        (shard.State, shard.Digest) = (computed.State, computed.Digest);
        Repeated++;
        return null;
    }

    private sealed class Shard(ShardPolicy policy)
    {
        public ShardPolicy Policy { get; } = policy;

        public Hash256 PolicyDigest { get; } = PolicyCodec.Digest(policy);

        public ObservationBook Book { get; } = new(policy.Feeds.Select(feed => feed.Feed).ToHashSet());

        public ShardState? State { get; set; }

        public Hash256 Digest { get; set; }
    }
}
