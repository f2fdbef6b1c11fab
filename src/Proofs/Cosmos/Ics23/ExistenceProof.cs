using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>That a key has a value under a root (ICS-23 <c>ExistenceProof</c>): a leaf, and the steps from it to the root.</summary>
public sealed record ExistenceProof(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, LeafOp? Leaf, IReadOnlyList<InnerOp> Path)
{
    /// <summary>Null when the proof shows that the key has the value in the tree of that root and kind.</summary>
    public CosmosRefusal? Verify(ProofSpec spec, ReadOnlySpan<byte> root, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (CheckAgainst(spec) is { } refusal) return refusal;
        if (!Key.Span.SequenceEqual(key)) return new CosmosRefusal.WrongContent($"{spec.Name} key", CosmosRefusal.Show(Key.Span), CosmosRefusal.Show(key));
        if (!Value.Span.SequenceEqual(value)) return new CosmosRefusal.WrongContent($"{spec.Name} value", CosmosRefusal.Show(Value.Span), CosmosRefusal.Show(value));
        if (ComputeRoot(spec.Name, spec.Inner.ChildSize >= Hash256.Size ? spec.Inner.ChildSize : int.MaxValue, out refusal) is not { } computed) return refusal;
        return computed.AsSpan().SequenceEqual(root) ? null : new CosmosRefusal.OtherRoot(spec.Name, CosmosRefusal.Show(computed), CosmosRefusal.Show(root));
    }

    /// <summary>Null when the leaf and every step are what the specification allows.</summary>
    public CosmosRefusal? CheckAgainst(ProofSpec spec)
    {
        if (Leaf is null) return new CosmosRefusal.NotOfSpec(spec.Name, "no leaf");
        if (Leaf.ProblemUnder(spec) is { } leafProblem) return new CosmosRefusal.NotOfSpec($"{spec.Name} leaf", leafProblem);
        if (Path.Count < spec.MinimumDepth || Path.Count > spec.MaximumDepth) return new CosmosRefusal.NotOfSpec(spec.Name, $"{Path.Count} steps, not {spec.MinimumDepth} to {spec.MaximumDepth}");
        for (var i = 0; i < Path.Count; i++)
        {
            if (Path[i].ProblemUnder(spec, i + 1) is { } problem) return new CosmosRefusal.NotOfSpec($"{spec.Name} inner {i + 1}", problem);
        }

        return null;
    }

    /// <summary>Where the steps lead, whatever tree they are of.</summary>
    /// <param name="part">In refusals.</param>
    /// <param name="longestNode">Most bytes of a node's hash.</param>
    /// <param name="refusal">Null where there is a root.</param>
    public byte[]? ComputeRoot(string part, int longestNode, out CosmosRefusal? refusal)
    {
        refusal = null;
        var problem = "no leaf";
        var node = Leaf?.Apply(Key.Span, Value.Span, out problem);
        if (node is null) refusal = new CosmosRefusal.NotOfSpec($"{part} leaf", problem);
        for (var i = 0; i < Path.Count && node is not null; i++)
        {
            node = Path[i].Apply(node);
            if (node is not null && node.Length <= longestNode) continue;
            refusal = new CosmosRefusal.NotOfSpec($"{part} inner {i + 1}", $"hash {Path[i].Hash} cannot be applied");
            return null;
        }

        return node;
    }
}
