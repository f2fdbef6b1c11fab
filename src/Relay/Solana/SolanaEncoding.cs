namespace CrossChainOracle.Relay.Solana;

/// <summary>What came of encoding a posting. All but <see cref="Ready"/> are refusals that stay what they are.</summary>
public abstract record SolanaEncoding
{
    private SolanaEncoding() { }

    /// <param name="Transaction">Signed; not sent.</param>
    /// <param name="Fee">Lamports that it costs, whether or not it succeeds.</param>
    public sealed record Ready(SignedTransaction Transaction, SolanaFee Fee) : SolanaEncoding;

    /// <summary>The transaction would have more bytes than a packet holds.</summary>
    /// <param name="Signers">Signatures that it carries.</param>
    /// <param name="ProofNodes">Of the statement's proof.</param>
    /// <param name="Size">Bytes it would have.</param>
    /// <param name="Maximum">Bytes it may have.</param>
    public sealed record TooLarge(int Signers, int ProofNodes, int Size, int Maximum) : SolanaEncoding;

    /// <summary>The set's threshold is above what one transaction carries.</summary>
    public sealed record TooManySigners(int Threshold, int Maximum) : SolanaEncoding;

    /// <summary>The attestation has fewer signatures than the set's threshold.</summary>
    public sealed record TooFewSignatures(int Signatures, int Threshold) : SolanaEncoding;

    /// <summary>The set given is not that of the batch.</summary>
    public sealed record WrongEpoch(uint Epoch, uint SetEpoch) : SolanaEncoding;
}

/// <summary>What a transaction costs, in lamports (10^-9 SOL).</summary>
/// <param name="Base">For its signature and for each one that a native program checks.</param>
/// <param name="Priority">Compute units times their price, rounded up.</param>
public readonly record struct SolanaFee(ulong Base, ulong Priority)
{
    /// <summary>Lamports per signature.</summary>
    public const ulong PerSignature = 5_000;

    public ulong Total => Base + Priority;

    /// <param name="signers">Signatures in the verification instruction.</param>
    /// <param name="units">Compute units asked for; those that are not used are paid as well.</param>
    /// <param name="unitPrice">10^-6 lamports per unit.</param>
    public static SolanaFee Of(int signers, uint units, ulong unitPrice) =>
        new(PerSignature * (1 + (ulong)signers), (ulong)((((UInt128)units * unitPrice) + 999_999) / 1_000_000));
}
