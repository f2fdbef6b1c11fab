using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>Holds one Ed25519 private key and signs Solana transactions with it: a relayer's account, which pays fees and nothing else. Thread-safe.</summary>
public interface ISolanaSigner
{
    /// <summary>The account.</summary>
    SolanaKey Address { get; }

    /// <summary>64 bytes over the serialised message of a transaction.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The platform could not sign; may be retried.</exception>
    byte[] Sign(ReadOnlySpan<byte> message);
}
