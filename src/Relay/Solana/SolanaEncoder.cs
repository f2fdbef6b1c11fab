using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Solana;

/// <summary>What stands in a posting's transaction beside the statement.</summary>
public sealed record SolanaEncoderOptions
{
    public const int MaximumMemo = 32;

    /// <summary>
    /// Compute units: compute-budget instructions take 150 each, the native program none, a memo about 3,000 and more with its length; a consumer's program what it takes.
    /// </summary>
    public uint UnitLimit { get; init; } = 10_000;

    /// <summary>A short tag in printable ASCII for people who look at the transaction; null: none.</summary>
    public string? Memo { get; init; }

    /// <summary>Calls of programs that read the statement; there is none of ours yet.</summary>
    public IReadOnlyList<SolanaInstruction> Consumers { get; init; } = [];

    /// <summary>Every rule that the options break; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (UnitLimit is < 450 or > 1_400_000) yield return $"unitLimit: 450 to 1400000, not {UnitLimit}";
        if (Memo is not null && (Memo.Length is 0 or > MaximumMemo || Memo.Any(c => c is < ' ' or > '~'))) yield return $"memo: 1 to {MaximumMemo} printable ASCII characters";
    }
}

/// <summary>Makes the transaction that puts one statement with its proof before the secp256k1 native program. Whole batches do not fit.</summary>
public sealed class SolanaEncoder
{
    /// <summary>Most signatures: with more there is no room for a price with a proof.</summary>
    public const int MaximumSigners = 5;

    /// <summary>The verification instruction's place: behind the two of the compute budget, and so known before the rest is.</summary>
    public const byte VerificationIndex = 2;

    private static readonly SolanaKey Anybody = SolanaKey.From(Enumerable.Repeat((byte)0xff, SolanaKey.Size).ToArray());

    private readonly SigningDomain _domain;
    private readonly uint _unitLimit;
    private readonly SolanaInstruction[] _behind;

    /// <exception cref="ArgumentException">The options break a rule.</exception>
    public SolanaEncoder(SigningDomain domain, SolanaEncoderOptions options)
    {
        if (options.Problems().FirstOrDefault() is { } problem) throw new ArgumentException(problem, nameof(options));
        (_domain, _unitLimit) = (domain, options.UnitLimit);
        _behind = options.Memo is { } tag ? [SolanaPrograms.MemoOf(tag), .. options.Consumers] : [.. options.Consumers];
    }

    /// <summary>The transaction with as many signatures as the set's threshold asks for.</summary>
    /// <param name="attestation">Verified.</param>
    /// <param name="set">Of its epoch.</param>
    /// <param name="blockhash">A recent one.</param>
    /// <param name="unitPrice">10^-6 lamports per compute unit.</param>
    /// <param name="payer">Pays and signs.</param>
    public SolanaEncoding Encode(StatementAttestation attestation, AttesterSet set, Hash256 blockhash, ulong unitPrice, ISolanaSigner payer)
    {
        if (set.Epoch != attestation.Header.Epoch) return new SolanaEncoding.WrongEpoch(attestation.Header.Epoch, set.Epoch);
        var signers = set.Threshold;
        if (signers > MaximumSigners) return new SolanaEncoding.TooManySigners(signers, MaximumSigners);
        if (attestation.Signatures.Count < signers) return new SolanaEncoding.TooFewSignatures(attestation.Signatures.Count, signers);
        var message = Message(payer.Address, blockhash, unitPrice, VerificationInstruction.Encode(attestation, set, _domain, signers, VerificationIndex));
        var size = SolanaMessage.SizeOf(message);
        return size > SolanaMessage.MaximumTransaction
            ? new SolanaEncoding.TooLarge(signers, attestation.Proof.Count, size, SolanaMessage.MaximumTransaction)
            : new SolanaEncoding.Ready(SolanaMessage.Sign(message, payer), SolanaFee.Of(signers, _unitLimit, unitPrice));
    }

    /// <summary>Why a statement with so many signatures and proof nodes can never be posted; null: there is room for it.</summary>
    public SolanaEncoding? Misfit(int signers, int proofNodes, int statementBytes = StatementCodec.PriceSize)
    {
        if (signers > MaximumSigners) return new SolanaEncoding.TooManySigners(signers, MaximumSigners);
        var size = SolanaMessage.MaximumTransaction - FreeBytes(signers, proofNodes, statementBytes);
        return size > SolanaMessage.MaximumTransaction ? new SolanaEncoding.TooLarge(signers, proofNodes, size, SolanaMessage.MaximumTransaction) : null;
    }

    /// <summary>Bytes that a packet has left; negative: so many too many.</summary>
    public int FreeBytes(int signers, int proofNodes, int statementBytes = StatementCodec.PriceSize)
    {
        // Any payer that is no program takes the same room. A signer that a consumer names can only be the payer.
        var payer = _behind.SelectMany(static call => call.Accounts).Where(static account => account.Signer).Select(static account => account.Key).FirstOrDefault(Anybody);
        return SolanaMessage.MaximumTransaction - SolanaMessage.SizeOf(Message(payer, default, 0, new byte[VerificationInstruction.SizeOf(signers, proofNodes, statementBytes)]));
    }

    /// <summary>Most proof nodes that fit beside so many signatures; -1: not even a batch of one statement does.</summary>
    public int HighestDepth(int signers, int statementBytes = StatementCodec.PriceSize) =>
        Enumerable.Range(0, AttestationCodec.MaximumProof + 1).LastOrDefault(depth => Misfit(signers, depth, statementBytes) is null, -1);

    private byte[] Message(SolanaKey payer, Hash256 blockhash, ulong unitPrice, byte[] verification) => SolanaMessage.Compile(
        payer, blockhash, [SolanaPrograms.UnitLimit(_unitLimit), SolanaPrograms.UnitPrice(unitPrice), new(SolanaPrograms.Secp256k1, [], verification), .. _behind]);
}
