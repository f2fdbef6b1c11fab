using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
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

    /// <summary>The batch's statements of known kinds, each by itself.</summary>
    public IEnumerable<VerifiedStatement> Known
    {
        get
        {
            for (var i = 0; i < Statements.Count; i++)
            {
                if (Statements[i] is { } statement) yield return new(Digest, Header, statement, Attestation.Leaves[i].Context);
            }
        }
    }

    /// <summary>The batch's prices, ready to be used while they are valid.</summary>
    public IEnumerable<VerifiedStatement> Prices => Known.Where(static statement => statement.Statement is PriceStatement);
}

/// <summary>One statement that <see cref="AttestationVerifier"/> accepted.</summary>
public sealed class VerifiedStatement
{
    private readonly Lazy<Hash256?> _chain;
    private readonly Lazy<IReadOnlyList<SnapshotPart>?> _parts;

    internal VerifiedStatement(Hash256 digest, BatchHeader header, Statement statement, ReadOnlyMemory<byte> context)
    {
        (Digest, Header, Statement, Context) = (digest, header, statement, context);
        _chain = new(ReadChain);
        _parts = new(ReadParts);
    }

    /// <summary>Digest of the batch it stands in.</summary>
    public Hash256 Digest { get; }

    public BatchHeader Header { get; }

    public Statement Statement { get; }

    /// <summary>Hashes to what the statement says; empty where it has none or it was left out.</summary>
    public ReadOnlyMemory<byte> Context { get; }

    public string Subject => BatchContent.SubjectOf(Statement);

    /// <summary>Until when the statement may be used, Unix milliseconds; null where it does not end by itself. A position or market can live on, see <see cref="UnchangedRule"/>.</summary>
    public long? ValidUntil => ValidFor is { } validFor ? Header.ObservedAt + validFor : null;

    /// <summary>keccak256 of the CAIP-2 text of the chain that a position, market or status is about; null for others, and where the context that names it was left out.</summary>
    public Hash256? Chain => _chain.Value;

    /// <summary>The positions of a snapshot; null for other statements, and where the context that names them was left out.</summary>
    public IReadOnlyList<SnapshotPart>? Parts => _parts.Value;

    internal uint? ValidFor => Statement switch
    {
        PriceStatement price => price.ValidFor,
        CollateralStatement collateral => collateral.ValidFor,
        MarketIndexStatement index => index.ValidFor,
        SnapshotStatement snapshot => snapshot.ValidFor,
        ChainStatusStatement status => status.ValidFor,
        _ => null,
    };

    /// <summary>Null while the statement may be used.</summary>
    public Refusal? CheckFresh(long now) => ValidUntil is { } until && now > until ? new Refusal.Expired(Subject, until, now) : null;

    private Hash256? ReadChain() => Statement switch
    {
        ChainStatusStatement status => status.Chain,
        CollateralStatement when ContextCodec.Decode(Context.Span, out CollateralContext? context) is null => Subjects.Of(context!.Key.Chain),
        MarketIndexStatement when ContextCodec.Decode(Context.Span, out MarketKey? market) is null => Subjects.Of(market!.Chain),
        _ => null,
    };

    private IReadOnlyList<SnapshotPart>? ReadParts() =>
        Statement is SnapshotStatement && ContextCodec.Decode(Context.Span, out SnapshotContext? context) is null ? context!.Parts : null;
}
