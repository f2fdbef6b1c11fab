using CrossChainOracle.Domain;

namespace CrossChainOracle.Ledger;

/// <summary>What the group that is being decided will have reserved and attached. Touched by the log's writer only.</summary>
internal sealed class PendingGroup
{
    public Dictionary<string, (ulong Sequence, Hash256 Digest, long RecordNumber)> Heads { get; } = new(StringComparer.Ordinal);

    public HashSet<(string Shard, ulong Sequence)> Attached { get; } = [];
}
