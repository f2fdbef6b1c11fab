using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Relay;

/// <summary>Something that is never posted, and why: a dead letter before the reader of the stream goes on.</summary>
/// <param name="Offset">Of the event in the stream.</param>
/// <param name="Chain">That refused it; null: no relayer would post it anywhere.</param>
/// <param name="Shard">Of the batch, as far as it could be read.</param>
/// <param name="Sequence">Of the batch, as far as it could be read.</param>
/// <param name="Digest">Of the batch; null where it could not be read.</param>
/// <param name="Reason">With operands.</param>
/// <param name="Body">The event's, or the posting.</param>
public sealed record Unpostable(string Offset, ChainId? Chain, ShardId? Shard, ulong? Sequence, Hash256? Digest, string Reason, ReadOnlyMemory<byte> Body)
{
    /// <summary>Properties of the letter, beside those that every dead letter has. Absent where it is not known.</summary>
    public const string ChainProperty = "chain";
    public const string ShardProperty = "shard";
    public const string SequenceProperty = "sequence";
    public const string BatchProperty = "batch";

    private const string Stream = "attestations";
    private const string BodyType = "application/octet-stream";

    /// <summary>Of an event that was refused before any chain was asked.</summary>
    public static Unpostable Of(string offset, IntakeOutcome.Refused refused, ReadOnlyMemory<byte> body) => new(
        offset, null, refused.Header?.Shard, refused.Header?.Sequence, refused.Header is null ? null : refused.Digest, refused.Refusal.ToString(), body);

    /// <summary>Of a posting that a chain will never take.</summary>
    /// <param name="error">By name, with operands.</param>
    public static Unpostable Of(string offset, ChainId chain, Posting posting, string error, ReadOnlyMemory<byte> call) => new(
        offset, chain, posting.Header.Shard, posting.Header.Sequence, posting.Digest, error, call);

    /// <param name="relayer">The chain whose relayer puts it aside.</param>
    public StreamEvent ToLetter(ChainId relayer)
    {
        var known = new Dictionary<string, string>();
        Note(ChainProperty, Chain);
        Note(ShardProperty, Shard);
        Note(SequenceProperty, Sequence);
        Note(BatchProperty, Digest);

        // A node's stream is one, whatever partitions it has inside.
        return DeadLetter.Of(Stream, 0, Offset, relayer.ToString(), BodyType, Body, Reason, known);

        void Note(string name, object? value)
        {
            if (value is not null) known[name] = string.Create(CultureInfo.InvariantCulture, $"{value}");
        }
    }
}
