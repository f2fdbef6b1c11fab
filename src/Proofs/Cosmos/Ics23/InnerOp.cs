namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>How a node is hashed from the child that the proof comes from: <c>Hash(Prefix ‖ child ‖ Suffix)</c> (ICS-23 <c>InnerOp</c>).</summary>
public sealed record InnerOp(HashOp Hash, ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Suffix)
{
    /// <summary>The node's hash; null where there is no child or no such hash.</summary>
    public byte[]? Apply(ReadOnlySpan<byte> child) => child.IsEmpty ? null : Hash.Hash([.. Prefix.Span, .. child, .. Suffix.Span]);

    /// <summary>Which rule of the specification the step breaks; null when none.</summary>
    /// <param name="layer">1 for the step above the leaf, and so on.</param>
    public string? ProblemUnder(ProofSpec spec, int layer)
    {
        var inner = spec.Inner;
        if (Hash != inner.Hash) return $"hash {Hash}, not {inner.Hash}";
        if (spec.IsIavl && IavlPrefix.Problem(Prefix.Span, layer) is { } problem) return problem;

        // Otherwise a leaf could be shown as a node, and its value be chosen so that it is the hash of a forged child.
        if (Prefix.Span.StartsWith(spec.Leaf.Prefix.Span)) return $"prefix {CosmosRefusal.Show(Prefix.Span)} begins like a leaf's";
        var longest = inner.MaximumPrefix + ((inner.Children - 1) * inner.ChildSize);
        if (Prefix.Length < inner.MinimumPrefix || Prefix.Length > longest) return $"prefix of {Prefix.Length} bytes, not {inner.MinimumPrefix} to {longest}";
        return Suffix.Length % inner.ChildSize == 0 ? null : $"suffix of {Suffix.Length} bytes, not whole children of {inner.ChildSize}";
    }
}
