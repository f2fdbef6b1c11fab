using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>A transaction of type 2 (EIP-1559 in an EIP-2718 envelope) that creates a contract: it names no recipient.</summary>
/// <param name="ChainId">EIP-155 id of the only chain that takes it.</param>
/// <param name="Nonce">Of the creator.</param>
/// <param name="Tip">maxPriorityFeePerGas, wei per gas.</param>
/// <param name="MaximumFeePerGas">Base fee and tip together, wei per gas; at least the tip.</param>
/// <param name="GasLimit">Gas that it may use.</param>
/// <param name="Code">Creation code and constructor arguments.</param>
public sealed record CreationTransaction(ulong ChainId, ulong Nonce, UInt128 Tip, UInt128 MaximumFeePerGas, ulong GasLimit, ReadOnlyMemory<byte> Code)
{
    private const byte Type = 2;

    /// <summary>What eth_sendRawTransaction takes.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The signer could not sign; may be retried.</exception>
    public async ValueTask<byte[]> SignAsync(ISigner signer, CancellationToken cancellation)
    {
        var signature = await signer.SignAsync(Keccak256.Hash([Type, .. Fields().ToList()]), cancellation).ConfigureAwait(false);
        return
        [
            Type,
            .. Fields()
                .Number((UInt128)(signature[^1] - 27))
                .Bytes(signature.AsSpan(0, Hash256.Size).TrimStart((byte)0))
                .Bytes(signature.AsSpan(Hash256.Size, Hash256.Size).TrimStart((byte)0))
                .ToList(),
        ];
    }

    /// <summary>Where a creator's contract of that nonce is: the last 20 bytes of keccak256(rlp(creator, nonce)) (yellow paper, section 7).</summary>
    public static EvmAddress AddressOf(EvmAddress creator, ulong nonce) =>
        EvmAddress.From(Keccak256.Hash(new RlpWriter().Address(creator).Number(nonce).ToList()).ToArray().AsSpan(Hash256.Size - EvmAddress.Size));

    private RlpWriter Fields() => new RlpWriter()
        .Number(ChainId).Number(Nonce).Number(Tip).Number(MaximumFeePerGas).Number(GasLimit)
        .Bytes([]).Number(0).Bytes(Code.Span).List(new());
}
