using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>An account as the state trie holds it (Ethereum Yellow Paper 4.1).</summary>
/// <param name="Nonce">Transactions sent, or contracts made by a contract.</param>
/// <param name="Balance">Wei.</param>
/// <param name="StorageRoot">Of its storage trie.</param>
/// <param name="CodeHash">Keccak-256 of its code.</param>
public sealed record EvmAccount(ulong Nonce, EvmWord Balance, Hash256 StorageRoot, Hash256 CodeHash)
{
    /// <summary>Code hash of an account without code.</summary>
    public static readonly Hash256 NoCode = Keccak256.Hash([]);

    /// <summary>What an address that the state does not hold is like (EIP-161).</summary>
    public static EvmAccount Empty { get; } = new(0, default, MerklePatricia.EmptyRoot, NoCode);

    internal static bool TryDecode(ReadOnlySpan<byte> rlp, [NotNullWhen(true)] out EvmAccount? account, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        var reader = new RlpReader(rlp);
        var fields = reader.List();
        account = new(fields.U64(), new(fields.U256()), fields.Hash(), fields.Hash());
        reader.Close(fields);
        var fault = reader.Finish();
        refusal = fault.Code == RlpFaultCode.None ? null : new ProofRefusal.Malformed("account", fault.At, fault.Detail);
        if (refusal is not null) account = null;
        return refusal is null;
    }
}
