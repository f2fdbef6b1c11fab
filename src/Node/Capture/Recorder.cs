using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Capture;

/// <summary>Runs a node in lockstep, every source asked once and then one round, and keeps every answer so that the run can be repeated.</summary>
internal sealed class Recorder(NodeRuntime node, IReadOnlyList<FeedSource> sources, CapturingHandler http, CaptureClock clock, TextWriter capture)
{
    /// <summary>One look at every source and one turn of every shard.</summary>
    /// <returns>What came of the turns.</returns>
    public async Task<IReadOnlyList<RoundOutcome>> StepAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            clock.Take();
            http.Take();
            var look = await sources[i].Reader.ReadAsync(cancellation).ConfigureAwait(false);
            await WriteAsync(new(new(sources[i].Reader.Route.ToString(), i, clock.Take(), http.Take()), null)).ConfigureAwait(false);
            foreach (var shard in node.Shards) shard.Hear(look);
        }

        var outcomes = new List<RoundOutcome>();
        foreach (var shard in node.Shards)
        {
            var outcome = await shard.Loop.TurnAsync(cancellation).ConfigureAwait(false);
            outcomes.Add(outcome);
            if (outcome is not RoundOutcome.Published { Attestation.Header: var header, Digest: var digest }) continue;
            await WriteAsync(new(null, new(shard.Policy.Shard.ToString(), header.Sequence, header.ObservedAt, digest.ToString()))).ConfigureAwait(false);
        }

        await capture.FlushAsync(cancellation).ConfigureAwait(false);
        return outcomes;
    }

    private Task WriteAsync(CaptureLine line) => capture.WriteAsync(CaptureFile.Write(line) + "\n");
}
