using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier;

/// <summary>A batch that <see cref="AttestationVerifier"/> accepted. Nobody else can make one.</summary>
public sealed class VerifiedBatch
{
    internal VerifiedBatch(Hash256 digest, Attestation attestation, IReadOnlyList<Statement?> statements) =>
        (Digest, Attestation, Statements) = (digest, attestation, statements);

    public Hash256 Digest { get; }

    public Attestation Attestation { get; }

    public BatchHeader Header => Attestation.Header;

    /// <summary>In canonical order; null for kinds that this version does not know.</summary>
    public IReadOnlyList<Statement?> Statements { get; }

    /// <summary>The batch's prices, ready to be used while they are valid.</summary>
    public IEnumerable<VerifiedStatement> Prices =>
        Statements.OfType<PriceStatement>().Select(price => new VerifiedStatement(Digest, Header, price));
}

/// <summary>One statement that <see cref="AttestationVerifier"/> accepted.</summary>
public sealed class VerifiedStatement
{
    internal VerifiedStatement(Hash256 digest, BatchHeader header, Statement statement) => (Digest, Header, Statement) = (digest, header, statement);

    /// <summary>Digest of the batch it stands in.</summary>
    public Hash256 Digest { get; }

    public BatchHeader Header { get; }

    public Statement Statement { get; }

    public string Subject => BatchContent.SubjectOf(Statement);

    /// <summary>Until when the statement may be used, Unix milliseconds; null where it does not end by itself.</summary>
    public long? ValidUntil => Statement is PriceStatement price ? Header.ObservedAt + price.ValidFor : null;

    /// <summary>Null while the statement may be used.</summary>
    public Refusal? CheckFresh(long now) => ValidUntil is { } until && now > until ? new Refusal.Expired(Subject, until, now) : null;
}
