namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>Where in its tree a path is, told by how much stands before and after the child in each step.</summary>
internal static class Neighbours
{
    /// <summary>Nothing but empty children is left of the path. Steps from the leaf upwards, as in proofs.</summary>
    public static bool IsLeftMost(InnerSpec spec, IEnumerable<InnerOp> path) =>
        path.All(step => PlaceOf(spec, step) == 0 || LeftAreEmpty(spec, step));

    public static bool IsRightMost(InnerSpec spec, IEnumerable<InnerOp> path) =>
        path.All(step => PlaceOf(spec, step) == spec.Children - 1 || RightAreEmpty(spec, step));

    /// <summary>The right path is the next one right of the left: together down from the root, then one place apart, then rightmost and leftmost.</summary>
    public static bool AreSideBySide(InnerSpec spec, IReadOnlyList<InnerOp> left, IReadOnlyList<InnerOp> right)
    {
        var (l, r) = (left.Count - 1, right.Count - 1);
        while (l >= 0 && r >= 0 && left[l].Prefix.Span.SequenceEqual(right[r].Prefix.Span) && left[l].Suffix.Span.SequenceEqual(right[r].Suffix.Span)) (l, r) = (l - 1, r - 1);

        // One path ends where the other goes on: the same leaf, or a leaf in place of a node.
        if (l < 0 || r < 0) return false;
        return PlaceOf(spec, left[l]) is { } leftPlace && PlaceOf(spec, right[r]) == leftPlace + 1
            && IsRightMost(spec, left.Take(l)) && IsLeftMost(spec, right.Take(r));
    }

    /// <summary>Every sibling left of the step's child is the empty one; false where there is none.</summary>
    public static bool LeftAreEmpty(InnerSpec spec, InnerOp step)
    {
        var own = step.Prefix.Length - ((PlaceOf(spec, step) ?? 0) * spec.ChildSize);
        return PlaceOf(spec, step) is > 0 and { } place && own >= 0 && AllEmpty(spec, step.Prefix.Span[own..], 0, place);
    }

    /// <summary>Every sibling right of the step's child is the empty one; false where there is none.</summary>
    public static bool RightAreEmpty(InnerSpec spec, InnerOp step) =>
        PlaceOf(spec, step) is { } place && place < spec.Children - 1 && AllEmpty(spec, step.Suffix.Span, place + 1, spec.Children);

    private static bool AllEmpty(InnerSpec spec, ReadOnlySpan<byte> siblings, int from, int to)
    {
        if (spec.EmptyChild.Length != spec.ChildSize || siblings.Length != (to - from) * spec.ChildSize) return false;
        for (; !siblings.IsEmpty; siblings = siblings[spec.ChildSize..])
        {
            if (!siblings[..spec.ChildSize].SequenceEqual(spec.EmptyChild.Span)) return false;
        }

        return true;
    }

    // How many siblings stand before the child; null where the lengths fit none.
    private static int? PlaceOf(InnerSpec spec, InnerOp step)
    {
        for (var place = 0; place < spec.Children; place++)
        {
            var before = place * spec.ChildSize;
            if (step.Prefix.Length >= before + spec.MinimumPrefix && step.Prefix.Length <= before + spec.MaximumPrefix
                && step.Suffix.Length == (spec.Children - 1 - place) * spec.ChildSize)
            {
                return place;
            }
        }

        return null;
    }
}
