using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Evm.Transactions;

/// <summary>A transaction of type 2 (EIP-1559 in an EIP-2718 envelope) that calls a contract or sends value; without an access list.</summary>
/// <param name="ChainId">EIP-155 id of the only chain that takes it.</param>
/// <param name="Nonce">Of the sender: how many transactions came before.</param>
/// <param name="Tip">maxPriorityFeePerGas, wei per gas.</param>
/// <param name="MaximumFeePerGas">Base fee and tip together, wei per gas; at least the tip.</param>
/// <param name="GasLimit">Gas that it may use.</param>
/// <param name="To">Whom it calls.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Of the call.</param>
public sealed record DynamicFeeTransaction(
    ulong ChainId, ulong Nonce, UInt128 Tip, UInt128 MaximumFeePerGas, ulong GasLimit, EvmAddress To, UInt128 Value, ReadOnlyMemory<byte> Data)
{
    /// <summary>The envelope's first byte.</summary>
    public const byte Type = 2;

    /// <summary>What is signed: keccak256 of the type and the fields without a signature.</summary>
    public Hash256 SigningHash => Keccak256.Hash([Type, .. Fields().ToList()]);

    /// <summary>Signed and ready to be sent. Two signatures of one transaction differ, and with them their hashes.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The signer could not sign; may be retried.</exception>
    public async ValueTask<SignedTransaction> SignAsync(ISigner signer, CancellationToken cancellation)
    {
        var signature = await signer.SignAsync(SigningHash, cancellation).ConfigureAwait(false);
        return new(this, signer.Address, Encode(signature.AsSpan(0, Hash256.Size), signature.AsSpan(Hash256.Size, Hash256.Size), signature[^1] - 27));
    }

    private byte[] Encode(ReadOnlySpan<byte> r, ReadOnlySpan<byte> s, int parity) =>
        [Type, .. Fields().Number((UInt128)parity).Bytes(r.TrimStart((byte)0)).Bytes(s.TrimStart((byte)0)).ToList()];

    private RlpWriter Fields() => new RlpWriter()
        .Number(ChainId).Number(Nonce).Number(Tip).Number(MaximumFeePerGas).Number(GasLimit)
        .Address(To).Number(Value).Bytes(Data.Span).List(new());
}
