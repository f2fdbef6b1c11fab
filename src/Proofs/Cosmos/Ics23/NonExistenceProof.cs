namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>That a key has no value under a root (ICS-23 <c>NonExistenceProof</c>): the keys to its left and right, which stand side by side.</summary>
/// <param name="Key">What is absent, or in a tree that is ordered by hashes that key's hash.</param>
/// <param name="Left">Null where the key would be the first.</param>
/// <param name="Right">Null where the key would be the last.</param>
public sealed record NonExistenceProof(ReadOnlyMemory<byte> Key, ExistenceProof? Left, ExistenceProof? Right)
{
    /// <summary>Null when the proof shows that the key is not in the tree of that root and kind.</summary>
    public CosmosRefusal? Verify(ProofSpec spec, ReadOnlySpan<byte> root, ReadOnlySpan<byte> key)
    {
        var place = spec.Comparable(key);
        if (!Key.Span.SequenceEqual(key) && !Key.Span.SequenceEqual(place)) return new CosmosRefusal.WrongContent($"{spec.Name} absent key", CosmosRefusal.Show(Key.Span), CosmosRefusal.Show(key));
        if (Left?.Verify(spec, root, Left.Key.Span, Left.Value.Span) is { } left) return left;
        if (Right?.Verify(spec, root, Right.Key.Span, Right.Value.Span) is { } right) return right;
        if (Left is not null && place.AsSpan().SequenceCompareTo(spec.Comparable(Left.Key.Span)) <= 0) return Refused(spec, $"it is not right of {CosmosRefusal.Show(Left.Key.Span)}");
        if (Right is not null && place.AsSpan().SequenceCompareTo(spec.Comparable(Right.Key.Span)) >= 0) return Refused(spec, $"it is not left of {CosmosRefusal.Show(Right.Key.Span)}");
        return (Left, Right) switch
        {
            (null, null) => Refused(spec, "no neighbour is shown"),
            (null, { } first) => Neighbours.IsLeftMost(spec.Inner, first.Path) ? null : Refused(spec, $"{CosmosRefusal.Show(first.Key.Span)} is not the first"),
            ({ } last, null) => Neighbours.IsRightMost(spec.Inner, last.Path) ? null : Refused(spec, $"{CosmosRefusal.Show(last.Key.Span)} is not the last"),
            ({ } before, { } after) => Neighbours.AreSideBySide(spec.Inner, before.Path, after.Path) ? null : Refused(spec, "the neighbours do not stand side by side"),
        };
    }

    private CosmosRefusal.NotAbsent Refused(ProofSpec spec, string problem) => new(spec.Name, CosmosRefusal.Show(Key.Span), problem);
}
