using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>A shard and what makes its drafts batches.</summary>
public sealed record AttestedShard(IShardRules Rules, ShardAttestation Attestation);

/// <summary>From observations to attestations: event → draft → the shard's next round. Thread-safe.</summary>
/// <param name="domain">The deployment.</param>
/// <param name="shards">All of it; each event names its own.</param>
/// <param name="time">Judges drafts from the future and their evidence.</param>
public sealed class AttestStage(SigningDomain domain, IReadOnlyList<AttestedShard> shards, TimeProvider time)
{
    private readonly Dictionary<ShardId, AttestedShard> _shards = shards.ToDictionary(static shard => shard.Rules.Shard);

    public async Task<EventOutcome> ConsumeAsync(StoredEvent stored, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (DraftRound.Open(stored, domain, shard => _shards.GetValueOrDefault(shard)?.Rules, now, out var draft) is { } refusal) return EventOutcome.Bad.Of(refusal);
        return await _shards[draft!.Shard].Attestation.AttestAsync(draft, cancellation).ConfigureAwait(false);
    }
}
