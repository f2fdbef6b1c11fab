using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay;

/// <summary>Something that is never posted, and why: written before the reader of the stream goes on.</summary>
/// <param name="Partition">Of the stream.</param>
/// <param name="Offset">Of the event in the stream.</param>
/// <param name="Chain">That refused it; null: no relayer would post it anywhere.</param>
/// <param name="Shard">Of the batch, as far as it could be read.</param>
/// <param name="Sequence">Of the batch, as far as it could be read.</param>
/// <param name="Digest">Of the batch; null where it could not be read.</param>
/// <param name="Reason">With operands; printable ASCII.</param>
/// <param name="Body">The event's, or the posting; null where it does not fit.</param>
public sealed record DeadLetter(int Partition, string Offset, ChainId? Chain, ShardId? Shard, ulong? Sequence, Hash256? Digest, string Reason, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Longest body that is kept; as text it takes four thirds of that, and an event of the stream has 1 MiB.</summary>
    public const int MaximumBody = 700_000;

    /// <summary>Longest reason that is kept.</summary>
    public const int MaximumReason = 1_000;

    /// <summary>Of an event that was refused before any chain was asked.</summary>
    public static DeadLetter Of(int partition, string offset, IntakeOutcome.Refused refused, ReadOnlyMemory<byte> body) => new(
        partition, offset, null, refused.Header?.Shard, refused.Header?.Sequence, refused.Header is null ? null : refused.Digest, Cut(refused.Refusal.ToString()), Fitting(body));

    /// <summary>Of a posting that a chain will never take.</summary>
    /// <param name="error">By name, with operands.</param>
    public static DeadLetter Of(int partition, string offset, ChainId chain, Posting posting, string error, ReadOnlyMemory<byte> call) => new(
        partition, offset, chain, posting.Header.Shard, posting.Header.Sequence, posting.Digest, Cut(error), Fitting(call));

    public bool Equals(DeadLetter? other) =>
        other is not null && (Partition, Offset, Chain, Shard, Sequence, Digest, Reason) == (other.Partition, other.Offset, other.Chain, other.Shard, other.Sequence, other.Digest, other.Reason)
        && Body.HasValue == other.Body.HasValue && Body.GetValueOrDefault().Span.SequenceEqual(other.Body.GetValueOrDefault().Span);

    public override int GetHashCode() => HashCode.Combine(Partition, Offset, Chain, Sequence, Reason);

    private static string Cut(string reason) => Encoding.PlainText.Clean(reason, MaximumReason);

    private static ReadOnlyMemory<byte>? Fitting(ReadOnlyMemory<byte> body) => body.Length <= MaximumBody ? body : (ReadOnlyMemory<byte>?)null;
}
