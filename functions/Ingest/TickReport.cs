using CrossChainOracle.Domain;
using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Ingest;

/// <summary>Says what came of a tick. A shard that failed is tried again at the next one, so that nothing is thrown: the others were sent.</summary>
internal static partial class TickReport
{
    public static void Log(ILogger logger, IReadOnlyList<IngestOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome is IngestOutcome.Published published) Published(logger, published.Shard, published.Tick, published.Bytes);
            else if (outcome is IngestOutcome.Nothing nothing) Nothing(logger, nothing.Shard, nothing.Reason);
            else if (outcome is IngestOutcome.Failed failed) Failed(logger, failed.Shard, failed.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "shard {Shard}, tick {Tick}: {Bytes} bytes observed")]
    private static partial void Published(ILogger logger, ShardId shard, long tick, int bytes);

    [LoggerMessage(2, LogLevel.Information, "shard {Shard}: {Reason}")]
    private static partial void Nothing(ILogger logger, ShardId shard, string reason);

    [LoggerMessage(3, LogLevel.Error, "shard {Shard}: {Reason}")]
    private static partial void Failed(ILogger logger, ShardId shard, string reason);
}
