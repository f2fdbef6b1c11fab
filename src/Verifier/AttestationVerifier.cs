using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier;

/// <summary>What a consumer insists on.</summary>
public sealed record VerifierOptions
{
    /// <summary>keccak256 of the consumer's own CAIP-10 text. Batches for anyone (zero) are always accepted, batches for another audience never.</summary>
    public Hash256 Audience { get; init; }

    /// <summary>How far a batch's observation time may lie ahead of the consumer's clock, milliseconds. The default value is 2,000.</summary>
    public long MaximumAheadMs { get; init; } = 2_000;
}

/// <summary>Verifies attestations offline: signatures of a threshold of the epoch's set, Merkle root or proof, canonical form, audience.</summary>
/// <remarks>
/// Whether a statement is still fresh is <see cref="VerifiedStatement.CheckFresh"/>; whether a batch is new, repeated or follows a hole is
/// <see cref="AttestationTracker"/>. Thread-safe as long as the sets are not being rotated. Nothing that outside bytes can contain makes it throw.
/// </remarks>
public sealed class AttestationVerifier(SigningDomain domain, AttesterSets sets, VerifierOptions? options = null)
{
    private readonly VerifierOptions _options = options ?? new();
    private readonly VerifiedSignatures _verified = new();

    public AttesterSets Sets => sets;

    /// <summary>Verifies a whole batch with all its statements.</summary>
    /// <param name="attestation">As decoded.</param>
    /// <param name="now">The consumer's clock, Unix milliseconds; null verifies integrity only, as of the batch's own time.</param>
    /// <param name="batch">The verified batch, when nothing is refused.</param>
    public Refusal? Verify(Attestation attestation, long? now, out VerifiedBatch? batch)
    {
        batch = null;
        var header = attestation.Header;
        if (CheckHeader(header, now) is { } refusal) return refusal;
        if (header.LeafCount != attestation.Leaves.Count) return new Refusal.LeafCountMismatch(header.LeafCount, attestation.Leaves.Count);
        var root = BatchContent.Root(attestation.Leaves);
        if (root != header.Root) return new Refusal.RootMismatch(header.Root, root);
        var body = BatchContent.Body(attestation.Leaves);
        if (body != header.Body) return new Refusal.BodyMismatch(header.Body, body);
        var digest = domain.Digest(header);
        if (CheckSignatures(header, digest, attestation.Signatures, now) is { } unsigned) return unsigned;
        var statements = new Statement?[attestation.Leaves.Count];
        for (var i = 0; i < statements.Length; i++)
        {
            if (DecodeLeaf(attestation.Leaves[i], out statements[i]) is { } broken) return broken;
        }

        if (BatchContent.CheckOrder(attestation.Leaves, statements) is { } disorder) return disorder;
        batch = new(digest, attestation, statements);
        return null;
    }

    /// <summary>Verifies one statement with its proof. The signatures of a batch are checked once, however many of its statements follow.</summary>
    public Refusal? Verify(StatementAttestation attestation, long? now, out VerifiedStatement? statement)
    {
        statement = null;
        var header = attestation.Header;
        if (CheckHeader(header, now) is { } refusal) return refusal;
        if (attestation.Proof.Count > AttestationCodec.MaximumProof) return new Refusal.Oversized("proof", attestation.Proof.Count, AttestationCodec.MaximumProof);
        var root = MerkleTree.RootFromProof(attestation.Leaf.Hash, [.. attestation.Proof]);
        if (root != header.Root) return new Refusal.RootMismatch(header.Root, root);
        var digest = domain.Digest(header);
        if (CheckSignatures(header, digest, attestation.Signatures, now) is { } unsigned) return unsigned;
        if (DecodeLeaf(attestation.Leaf, out var decoded) is { } broken) return broken;
        if (decoded is null) return new Refusal.UnsupportedVersion("statement kind", attestation.Leaf.Bytes.Span[0]);
        var verified = new VerifiedStatement(digest, header, decoded, attestation.Leaf.Context);
        if (now is { } clock && verified.CheckFresh(clock) is { } expired) return expired;
        statement = verified;
        return null;
    }

    private Refusal? CheckHeader(BatchHeader header, long? now)
    {
        if (header.Schema != BatchHeader.CurrentSchema) return new Refusal.UnsupportedVersion("batch header", header.Schema);
        if (header.Algorithm is not (BatchHeader.MedianV1 or BatchHeader.CollateralV1 or BatchHeader.RotationV1)) return new Refusal.UnknownAlgorithm(header.Algorithm);
        if (!header.Audience.IsZero && header.Audience != _options.Audience) return new Refusal.WrongAudience(header.Audience, _options.Audience);
        return now is { } clock && header.ObservedAt - clock > _options.MaximumAheadMs
            ? new Refusal.Ahead(header.ObservedAt, clock, _options.MaximumAheadMs)
            : null;
    }

    private Refusal? CheckSignatures(BatchHeader header, Hash256 digest, IReadOnlyList<AttesterSignature> signatures, long? now)
    {
        if (sets.Find(header.Epoch, now ?? header.ObservedAt, out var set) is { } refusal) return refusal;
        if (signatures.Count < set!.Threshold) return new Refusal.TooFewSignatures(signatures.Count, set.Threshold);
        var key = VerifiedSignatures.KeyOf(digest, signatures);
        if (_verified.Contains(key)) return null;
        for (var i = 0; i < signatures.Count; i++)
        {
            var (signer, bytes) = signatures[i];
            if (signer >= set.Members.Count || (i > 0 && signer <= signatures[i - 1].Signer)) return new Refusal.SignerOrder(i, signer);
            var member = set.Members[signer];
            var recovers = IsCanonical(bytes.Span) & Secp256k1.TryRecoverAddress(digest, bytes.Span, out var recovered);
            if (!recovers || recovered != member) return new Refusal.BadSignature(signer, member, recovered);
        }

        _verified.Add(key);
        return null;
    }

    /// <summary>v is 27 or 28, nothing else: one signature has one form.</summary>
    private static bool IsCanonical(ReadOnlySpan<byte> signature) => signature.Length == AttesterSignature.Size && signature[64] is 27 or 28;

    private static Refusal? DecodeLeaf(Leaf leaf, out Statement? statement)
    {
        if (StatementCodec.Decode(leaf.Bytes.Span, out statement) is { } refusal) return refusal;
        if (leaf.Context.IsEmpty) return null;
        var stated = statement is null ? Hash256.Zero : ContextOf(statement);
        var computed = Keccak256.Hash(leaf.Context.Span);
        return statement is null || stated == computed ? null : new Refusal.ContextMismatch(BatchContent.SubjectOf(statement), stated, computed);
    }

    /// <summary>Zero, which nothing hashes to, for kinds that have none.</summary>
    private static Hash256 ContextOf(Statement statement) => statement switch
    {
        PriceStatement price => price.Context,
        GapStatement gap => gap.Context,
        CollateralStatement collateral => collateral.Context,
        MarketIndexStatement index => index.Context,
        SnapshotStatement snapshot => snapshot.Context,
        ChainStatusStatement status => status.Context,
        CollateralGapStatement gap => gap.Context,
        _ => Hash256.Zero,
    };
}
