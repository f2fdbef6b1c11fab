using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Relay;

/// <summary>What a posting is for; the most urgent first.</summary>
public enum PostingKind
{
    /// <summary>A new attester set: without it the chain takes nothing else before long.</summary>
    Rotation = 1,

    /// <summary>A fact that was posted here is gone.</summary>
    Retraction = 2,

    /// <summary>One or more prices of a batch.</summary>
    Prices = 3,

    /// <summary>A position, a snapshot or a chain status.</summary>
    Fact = 4,
}

/// <summary>One statement of a posting with the time that it has behind it.</summary>
/// <param name="Statement">What it says.</param>
/// <param name="Bytes">As it was signed.</param>
/// <param name="Source">When the source published it, Unix milliseconds: a price's median publish time, a fact's block time; null where the statement has none.</param>
public sealed record PostedStatement(Statement Statement, ReadOnlyMemory<byte> Bytes, long? Source);

/// <summary>Something of one batch that should stand on a chain.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Header">Of the batch.</param>
/// <param name="Digest">Of the batch.</param>
/// <param name="Statements">Those that are posted.</param>
/// <param name="Trail">When the batch was signed and published.</param>
/// <param name="ValidUntil">After this nobody could read it; <see cref="long.MaxValue"/> for what does not end.</param>
public sealed record Posting(PostingKind Kind, BatchHeader Header, Hash256 Digest, IReadOnlyList<PostedStatement> Statements, BatchTrail Trail, long ValidUntil)
{
    /// <summary>The same for the same statements of the same batch, whoever plans it and however often.</summary>
    public string Id { get; } = $"{Kind}:{Header.Shard}:{Header.Sequence}:{StatementsHash(Statements)}";

    private static Hash256 StatementsHash(IReadOnlyList<PostedStatement> statements)
    {
        using var writer = new CanonicalWriter();
        foreach (var statement in statements) writer.Bytes(statement.Bytes.Span);
        return Keccak256.Hash(writer.Written);
    }
}

/// <summary>What is known of a batch's way before a relayer saw it. Unix milliseconds.</summary>
/// <param name="SignedAt">When a threshold had signed; null where the stream does not say.</param>
/// <param name="PublishedAt">When the stream took it.</param>
public sealed record BatchTrail(long? SignedAt, long PublishedAt);
