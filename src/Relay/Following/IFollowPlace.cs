namespace CrossChainOracle.Relay.Following;

/// <summary>How far a relayer of one chain needs its stream no more.</summary>
public interface IFollowPlace
{
    /// <summary>Of the last event that is needed no more; null: from the beginning.</summary>
    string? Cursor { get; }

    /// <summary>Attestations in their wire form that stated a set which became current, in order: those up to the cursor. Later ones come again with the stream.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Rotations { get; }

    /// <param name="passed">Rotations between the cursor that was and this one.</param>
    /// <returns>Why it could not be kept, or null.</returns>
    string? Save(string? cursor, params IEnumerable<ReadOnlyMemory<byte>> passed);
}

/// <summary>There is no place: a host keeps the batches themselves, those that <see cref="StreamIntake.Needed"/> names, and hands them in again after a restart.</summary>
internal sealed class NoPlace : IFollowPlace
{
    public string? Cursor => null;

    public IReadOnlyList<ReadOnlyMemory<byte>> Rotations => [];

    public string? Save(string? cursor, params IEnumerable<ReadOnlyMemory<byte>> passed) => null;
}
