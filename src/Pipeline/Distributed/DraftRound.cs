using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>A round as it was seen by someone who does not hold the shard's state: a round file whose sequence, previous digest, epoch and beginning are zero. Bound to where the shard stands, it is the next round.</summary>
/// <remarks>Its time is that at which it was seen, so that the same draft after the same head gives the same bytes, whoever binds it and how often.</remarks>
public sealed class DraftRound : IRoundMaker
{
    private readonly SigningDomain _domain;
    private readonly IShardRules _rules;
    private readonly RoundHeader _header;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _now;

    private DraftRound(SigningDomain domain, IShardRules rules, RoundHeader header, ReadOnlyMemory<byte> bytes, long tick, long now) =>
        (_domain, _rules, _header, _bytes, Tick, _now) = (domain, rules, header, bytes, tick, now);

    public ShardId Shard => _header.Shard;

    /// <summary>When it was due, Unix milliseconds; not after <see cref="ObservedAt"/>.</summary>
    public long Tick { get; }

    public long? ObservedAt => _header.ObservedAt;

    /// <summary>Why it makes no round after the head that it was bound to last; null where it made one, or that head covers its time.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Digest of the batch that it made last.</summary>
    public Hash256? Made { get; private set; }

    /// <summary>What is left of a round file without where its shard stood.</summary>
    /// <param name="round">Our own.</param>
    public static byte[] Of(ReadOnlyMemory<byte> round) =>
        RoundHeaderCodec.Peek(round, out var header) is { } refusal
            ? throw new InvalidDataException($"Our own round does not decode: {refusal}")
            : RoundHeaderCodec.Replace(round, header! with { Sequence = 0, PreviousDigest = Hash256.Zero, Epoch = 0, ValidAfter = 0 });

    /// <summary>The first thing that is wrong with an event of observations, or null and the draft. What it says is checked when it is bound.</summary>
    /// <param name="stored">From whoever may send to the stream.</param>
    /// <param name="domain">The deployment.</param>
    /// <param name="rulesOf">Of its shards; null for any other.</param>
    /// <param name="now">Our clock, Unix milliseconds.</param>
    /// <param name="draft">Null where it is refused.</param>
    public static Refusal? Open(StoredEvent stored, SigningDomain domain, Func<ShardId, IShardRules?> rulesOf, long now, out DraftRound? draft)
    {
        draft = null;
        if (stored.ContentType != ObservedStream.ContentType) return Wrong("content type", stored.ContentType, $"must be {ObservedStream.ContentType}");
        if (Property(stored, ObservedStream.DeploymentProperty) is var deployment && deployment != domain.Deployment) return Wrong("deployment", deployment, $"must be {domain.Deployment}");
        if (RoundHeaderCodec.Peek(stored.Body, out var header) is { } malformed) return malformed;
        if (Property(stored, ObservedStream.ShardProperty) is var shard && shard != header!.Shard.ToString()) return Wrong("shard", shard, $"must be {header.Shard}, as in the round");
        if (rulesOf(header.Shard) is not { } rules) return Wrong("shard", header.Shard.ToString(), "is not attested here");
        if (header.Sequence != 0 || header.Epoch != 0 || header.ValidAfter != 0) return Wrong("header", $"{header.Sequence} {header.Epoch} {header.ValidAfter}", "sequence, epoch and validAfter of a draft are zero");
        if (header.PolicyDigest != rules.PolicyDigest) return new Refusal.Recomputation("policy digest", $"{header.PolicyDigest}", $"{rules.PolicyDigest}");
        if (ObservedStream.TickOf(stored) is not { } tick || tick > header.ObservedAt) return Wrong("tick", Property(stored, ObservedStream.TickProperty), $"must be a time up to {header.ObservedAt}");
        if (header.ObservedAt - now > AttesterSettings.DefaultMaximumAheadMs) return new Refusal.Ahead(header.ObservedAt, now, AttesterSettings.DefaultMaximumAheadMs);
        draft = new(domain, rules, header, stored.Body, tick, now);
        return null;
    }

    public Refusal? Make(RoundStart start, out MadeRound? round)
    {
        (round, Refusal) = (null, null);
        var head = start.Head;

        // The time at which it was due is covered: it came twice, or a twin of it was faster.
        if (Tick <= head.Cursor.ObservedAt) return null;
        ComputedBatch? batch = null;
        Refusal = Bind(start, out var bound) ?? _rules.Compute(_domain, head.StateBytes, bound, _now, out batch);
        if (Refusal is not null) return Refusal;
        Made = batch!.Digest;
        round = new(batch, bound);
        return null;
    }

    private Refusal? Bind(RoundStart start, out byte[] bound)
    {
        var head = start.Head;
        bound = RoundHeaderCodec.Replace(_bytes, _header with { Sequence = head.Cursor.NextSequence, PreviousDigest = head.Digest, Epoch = start.Epoch, ValidAfter = head.Cursor.ObservedAt });
        return _rules is CollateralRules ? LostBlocks.DropCarried(head.StateBytes, ref bound) : null;
    }

    private static string Property(StoredEvent stored, string name) => stored.Properties.GetValueOrDefault(name, string.Empty);

    private static Refusal.OutOfRange Wrong(string field, string value, string rule) => new($"observation: {field}", PrintableText.Clean(value), rule);
}
