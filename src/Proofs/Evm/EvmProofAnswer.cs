using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>An <c>eth_getProof</c> answer (EIP-1186) as it was given: nothing in it is believed before <see cref="EvmStateProof"/> has verified it.</summary>
/// <param name="Address">Whose account the answer says it is.</param>
/// <param name="Stated">The account as the answer tells it.</param>
/// <param name="AccountProof">Nodes of the state trie.</param>
/// <param name="Storage">One for each slot that was asked for, in that order.</param>
public sealed record EvmProofAnswer(
    EvmAddress Address,
    EvmAccount Stated,
    IReadOnlyList<ReadOnlyMemory<byte>> AccountProof,
    IReadOnlyList<EvmProofAnswer.Slot> Storage)
{
    /// <summary>Most slots of one answer.</summary>
    public const int MaximumSlots = 1_024;

    /// <param name="Key">The slot, not hashed.</param>
    /// <param name="Stated">Its value as the answer tells it.</param>
    /// <param name="Proof">Nodes of the account's storage trie.</param>
    public sealed record Slot(Hash256 Key, EvmWord Stated, IReadOnlyList<ReadOnlyMemory<byte>> Proof);

    /// <summary>Reads the dialects of the clients: numbers and keys with and without leading zeros, <c>0x</c> for zero, zero hashes for an account that is not there.</summary>
    /// <param name="result">The <c>result</c> of the answer.</param>
    /// <param name="answer">Shares no memory with <paramref name="result"/>.</param>
    public static bool TryParse(JsonElement result, [NotNullWhen(true)] out EvmProofAnswer? answer, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        var fields = new JsonFields(result, "account proof");
        var stated = new EvmAccount(fields.U64("nonce"), fields.U256("balance"), Known(fields.Hash("storageHash"), MerklePatricia.EmptyRoot), Known(fields.Hash("codeHash"), EvmAccount.NoCode));
        var storage = new List<Slot>();
        foreach (var item in fields.Items("storageProof", MaximumSlots))
        {
            var slot = new JsonFields(item, "storage proof");
            storage.Add(new(slot.U256("key").Bytes, slot.U256("value"), slot.Nodes("proof")));
            fields.Adopt(slot.Refusal);
            if (!fields.Ok) break;
        }

        answer = new(fields.Address("address"), stated, fields.Nodes("accountProof"), storage);
        refusal = fields.Refusal;
        if (refusal is not null) answer = null;
        return refusal is null;
    }

    private static Hash256 Known(Hash256 stated, Hash256 none) => stated.IsZero ? none : stated;
}
