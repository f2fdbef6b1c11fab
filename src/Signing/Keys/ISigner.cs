using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>Signs digests with one secp256k1 private key, wherever that key is held. Thread-safe.</summary>
public interface ISigner
{
    /// <summary>Of the key's public half.</summary>
    EvmAddress Address { get; }

    /// <summary>65 bytes: r, s (low), v (27 or 28). Two signatures of one digest differ: the nonce is random.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Whoever holds the key could not sign; may be retried.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a signature may have been made and is of no use to anyone.</exception>
    ValueTask<byte[]> SignAsync(Hash256 digest, CancellationToken ct = default);
}
