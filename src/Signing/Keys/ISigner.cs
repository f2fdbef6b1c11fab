using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>Holds one secp256k1 private key and signs digests with it. Thread-safe.</summary>
public interface ISigner
{
    /// <summary>Of the key's public half.</summary>
    EvmAddress Address { get; }

    /// <summary>65 bytes: r, s (low), v (27 or 28). Two signatures of one digest differ: the nonce is random.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The platform could not sign; may be retried.</exception>
    byte[] Sign(Hash256 digest);
}
