using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay;

/// <summary>One statement of a batch with everything that is needed to post it by itself.</summary>
/// <param name="Verified">What it says.</param>
/// <param name="Attestation">With its proof and as many signatures as the batch's epoch asks for.</param>
/// <param name="Trail">Of its batch.</param>
public sealed record InboxStatement(VerifiedStatement Verified, StatementAttestation Attestation, BatchTrail Trail)
{
    public Statement Statement => Verified.Statement;

    public BatchHeader Header => Verified.Header;

    public ulong Sequence => Header.Sequence;

    /// <summary>After this nobody could read it, Unix milliseconds; <see cref="long.MaxValue"/> where it does not end.</summary>
    public long ValidUntil => Verified.ValidUntil ?? long.MaxValue;

    /// <summary>The posting of this one statement.</summary>
    public Posting ToPosting(PostingKind kind) => new(kind, Header, Verified.Digest, [ToPosted()], Trail, ValidUntil);

    public PostedStatement ToPosted() => new(Statement, Attestation.Leaf.Bytes, PostedSource.Of(Statement));
}

/// <summary>The prices of one batch.</summary>
/// <param name="Attestation">Whole, with as many signatures as its epoch asks for.</param>
/// <param name="Prices">Its prices and gaps, in their order.</param>
public sealed record InboxPrices(Attestation Attestation, Hash256 Digest, IReadOnlyList<InboxStatement> Prices, BatchTrail Trail)
{
    public BatchHeader Header => Attestation.Header;
}
