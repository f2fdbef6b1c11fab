using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>Sends drafts to the stream of observations.</summary>
/// <param name="domain">The deployment.</param>
/// <param name="stream">Of observations.</param>
public sealed class DraftPublication(SigningDomain domain, IEventPublisher stream)
{
    /// <param name="shard">Whose draft.</param>
    /// <param name="index">The shard's place in the deployment; its partition is that modulo their count.</param>
    /// <param name="tick">When it was due.</param>
    /// <param name="draft">Its bytes.</param>
    /// <param name="cancellation">Before its turn in the stream.</param>
    public async Task<IngestOutcome> PublishAsync(ShardId shard, int index, long tick, byte[] draft, CancellationToken cancellation)
    {
        var outcome = await stream.PublishAsync(index % stream.Partitions, [ObservedStream.Envelope(domain.Deployment, shard, tick, draft)], cancellation).ConfigureAwait(false);
        return outcome is PublishOutcome.Published ? new IngestOutcome.Published(shard, tick, draft.Length) : new IngestOutcome.Failed(shard, outcome.ToString());
    }
}
