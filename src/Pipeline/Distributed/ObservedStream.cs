using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>The envelope of a draft round in the stream of observations. Deployment, shard and tick name the round.</summary>
public static class ObservedStream
{
    public const string Hub = "observations";
    public const string ContentType = "application/vnd.crosschainoracle.round";
    public const string DeploymentProperty = "deployment";
    public const string ShardProperty = "shard";

    /// <summary>When the round was due, Unix milliseconds as text.</summary>
    public const string TickProperty = "tick";

    public static StreamEvent Envelope(string deployment, ShardId shard, long tick, ReadOnlyMemory<byte> draft) => new(
        shard.ToString(),
        ContentType,
        draft,
        new Dictionary<string, string>
        {
            [DeploymentProperty] = deployment,
            [ShardProperty] = shard.ToString(),
            [TickProperty] = tick.ToString(CultureInfo.InvariantCulture),
        });

    /// <summary>Null where the event does not say, or says no time.</summary>
    public static long? TickOf(StoredEvent stored) =>
        stored.Properties.TryGetValue(TickProperty, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tick) && UnixTime.IsValid(tick) ? tick : null;
}
