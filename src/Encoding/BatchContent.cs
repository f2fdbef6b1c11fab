using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Encoding;

/// <summary>What a batch header says about its statements: root, body, order.</summary>
public static class BatchContent
{
    /// <summary>Root of OpenZeppelin's <c>SimpleMerkleTree</c> over keccak256(keccak256(statement)), leaves not sorted.</summary>
    public static Hash256 Root(IReadOnlyList<Leaf> leaves)
    {
        var (hashes, lengths) = (new Hash256[leaves.Count], new int[leaves.Count]);
        for (var i = 0; i < lengths.Length; i++) lengths[i] = leaves[i].Bytes.Length;
        using var statements = Concatenate(leaves);
        MerkleTree.LeafHashes(statements.Written, lengths, hashes);
        return MerkleTree.RootOf(hashes);
    }

    /// <summary>keccak256 of all statements in order.</summary>
    public static Hash256 Body(IReadOnlyList<Leaf> leaves)
    {
        using var statements = Concatenate(leaves);
        return Keccak256.Hash(statements.Written);
    }

    /// <summary>Statements must stand in order of kind, then subject, each subject once in a batch; a feed has a price or a gap.</summary>
    /// <param name="leaves">As they stand in the batch.</param>
    /// <param name="statements">The decoded statements; null for kinds this version does not know, whose order by kind alone is checked.</param>
    public static Refusal.NotInOrder? CheckOrder(IReadOnlyList<Leaf> leaves, IReadOnlyList<Statement?> statements)
    {
        var feeds = new HashSet<FeedId>(statements.Count);
        for (var i = 0; i < leaves.Count; i++)
        {
            var later = i == 0 || IsLater(leaves[i - 1], statements[i - 1], leaves[i], statements[i]);
            var once = FeedOf(statements[i]) is not { } feed || feeds.Add(feed);
            if (!later || !once) return new(i, SubjectOf(statements[i]), i == 0 ? string.Empty : SubjectOf(statements[i - 1]));
        }

        return null;
    }

    /// <summary>What the statement is about, for people and for floors: <c>ETH/USD</c>, <c>attesters 3</c>.</summary>
    public static string SubjectOf(Statement? statement) => statement switch
    {
        PriceStatement price => price.Feed.ToString(),
        GapStatement gap => gap.Feed.ToString(),
        AttesterSetStatement set => $"attesters {set.Set.Epoch}",
        CollateralStatement collateral => collateral.Position.ToString(),
        MarketIndexStatement index => index.Market.ToString(),
        SnapshotStatement snapshot => snapshot.Account.ToString(),
        ChainStatusStatement status => status.Chain.ToString(),
        RetractionStatement retraction => $"retraction of {retraction.Subject}",
        CollateralGapStatement gap => $"{gap.Account} on {gap.Chain}",
        _ => "unknown",
    };

    private static CanonicalWriter Concatenate(IReadOnlyList<Leaf> leaves)
    {
        var writer = new CanonicalWriter(leaves.Count * StatementCodec.PriceSize);
        foreach (var leaf in leaves) writer.Bytes(leaf.Bytes.Span);
        return writer;
    }

    private static bool IsLater(Leaf before, Statement? previous, Leaf after, Statement? current)
    {
        var (a, b) = (before.Bytes.Span[0], after.Bytes.Span[0]);
        if (a != b) return a < b;
        return previous is null || current is null || SubjectOrder.Instance.Compare(previous, current) < 0;
    }

    private static FeedId? FeedOf(Statement? statement) => statement switch
    {
        PriceStatement price => price.Feed,
        GapStatement gap => gap.Feed,
        _ => null,
    };
}
