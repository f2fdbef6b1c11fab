using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Verifier;

/// <summary>Up to which sequence nothing about a subject is read any more. Floors only rise, so that the order in which they are raised leaves no trace.</summary>
internal sealed class Floors
{
    private readonly Dictionary<(ShardId Shard, string Subject), ulong> _floors = [];
    private readonly Dictionary<ShardId, ulong> _highest = [];

    public void Raise(ShardId shard, string subject, ulong sequence)
    {
        if (!_floors.TryGetValue((shard, subject), out var floor) || sequence > floor) _floors[(shard, subject)] = sequence;
        if (!_highest.TryGetValue(shard, out var highest) || sequence > highest) _highest[shard] = sequence;
    }

    public Refusal? Check(VerifiedStatement statement)
    {
        var (shard, sequence) = (statement.Header.Shard, statement.Header.Sequence);
        if (IsBelow(_floors, (shard, statement.Subject), sequence, out var floor)) return new Refusal.BelowFloor(statement.Subject, sequence, floor);
        if (statement.Statement is not SnapshotStatement) return null;

        // Without its context a snapshot may be made of anything.
        if (statement.Parts is null) return IsBelow(_highest, shard, sequence, out floor) ? new Refusal.Retracted(statement.Subject, sequence, string.Empty, floor) : null;
        foreach (var part in statement.Parts)
        {
            if (IsBelow(_floors, (shard, part.Position.ToString()), sequence, out floor)) return new Refusal.Retracted(statement.Subject, sequence, part.Position.ToString(), floor);
        }

        return null;
    }

    private static bool IsBelow<TKey>(Dictionary<TKey, ulong> floors, TKey key, ulong sequence, out ulong floor)
        where TKey : notnull =>
        floors.TryGetValue(key, out floor) && sequence <= floor;
}
