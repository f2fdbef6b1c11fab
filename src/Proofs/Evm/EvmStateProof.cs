using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Pinned block hash → header → state root → account → slots: no link is taken from the endpoint's word.</summary>
public static class EvmStateProof
{
    /// <summary>The account and its slots in the pinned block.</summary>
    /// <param name="header">The block's; its hash is computed here.</param>
    /// <param name="block">The pinned hash, from where it is believed.</param>
    /// <param name="answer">What the endpoint gave.</param>
    /// <param name="address">Which account was asked for.</param>
    /// <param name="slots">Which slots were asked for, in this order; each once.</param>
    /// <param name="proven">What holds.</param>
    /// <param name="refusal">Why nothing of the answer can be believed. An answer whose words differ from its own proof is refused too: the endpoint is broken or lies.</param>
    public static bool TryVerify(
        EvmHeader header,
        Hash256 block,
        EvmProofAnswer answer,
        EvmAddress address,
        IReadOnlyList<Hash256> slots,
        [NotNullWhen(true)] out ProvenAccount? proven,
        [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        proven = null;
        if (!IsPinned(header, block, out refusal)) return false;
        if (answer.Address != address)
        {
            refusal = new ProofRefusal.NotAsked("account", answer.Address.ToString(), address.ToString());
            return false;
        }

        if (!TryProveAccount(header.StateRoot, answer, out var account, out refusal)) return false;
        var storageRoot = (account ?? EvmAccount.Empty).StorageRoot;
        if (!TryProveSlots(storageRoot, answer.Storage, slots, out var values, out refusal)) return false;
        proven = new(block, header.Number, header.Timestamp, address, account is not null, account ?? EvmAccount.Empty, values);
        return true;
    }

    /// <summary>Whether the header is that of the pinned block.</summary>
    internal static bool IsPinned(EvmHeader header, Hash256 block, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        var computed = header.ComputeHash();
        refusal = computed == block ? null : new ProofRefusal.WrongBlock(computed, block);
        return refusal is null;
    }

    /// <summary>The account; null if the state proves that there is none.</summary>
    private static bool TryProveAccount(Hash256 stateRoot, EvmProofAnswer answer, out EvmAccount? account, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        account = null;
        var outcome = MerklePatricia.Verify(stateRoot, Keccak256.Hash(answer.Address.ToArray()).ToArray(), answer.AccountProof, "account proof");
        refusal = (outcome as TrieOutcome.Refused)?.Refusal;
        if (refusal is not null) return false;
        if (outcome is TrieOutcome.Present present && !EvmAccount.TryDecode(present.Value.Span, out account, out refusal)) return false;
        refusal = Difference(answer.Stated, account ?? EvmAccount.Empty);
        return refusal is null;
    }

    private static ProofRefusal.Contradiction? Difference(EvmAccount stated, EvmAccount proven)
    {
        if (stated.Nonce != proven.Nonce) return new("nonce", $"{stated.Nonce}", $"{proven.Nonce}");
        if (stated.Balance != proven.Balance) return new("balance", $"{stated.Balance}", $"{proven.Balance}");
        if (stated.StorageRoot != proven.StorageRoot) return new("storageHash", $"{stated.StorageRoot}", $"{proven.StorageRoot}");
        return stated.CodeHash == proven.CodeHash ? null : new("codeHash", $"{stated.CodeHash}", $"{proven.CodeHash}");
    }

    private static bool TryProveSlots(
        Hash256 root,
        IReadOnlyList<EvmProofAnswer.Slot> answered,
        IReadOnlyList<Hash256> asked,
        [NotNullWhen(true)] out IReadOnlyDictionary<Hash256, EvmWord>? values,
        [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        values = null;
        refusal = answered.Count == asked.Count ? null : new ProofRefusal.NotAsked("slots", $"{answered.Count}", $"{asked.Count}");
        var proven = new Dictionary<Hash256, EvmWord>(asked.Count);
        for (var i = 0; i < asked.Count && refusal is null; i++)
        {
            var slot = answered[i];
            if (slot.Key != asked[i]) refusal = new ProofRefusal.NotAsked("slot", $"{slot.Key}", $"{asked[i]}");
            else if (TryProveSlot(root, slot, out var value, out refusal)) proven.Add(slot.Key, value);
        }

        values = refusal is null ? proven : null;
        return values is not null;
    }

    private static bool TryProveSlot(Hash256 root, EvmProofAnswer.Slot slot, out EvmWord value, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        value = default;
        switch (MerklePatricia.Verify(root, Keccak256.Hash(slot.Key.ToArray()).ToArray(), slot.Proof, "storage proof"))
        {
            case TrieOutcome.Refused refused:
                refusal = refused.Refusal;
                return false;
            case TrieOutcome.Present present:
                var reader = new RlpReader(present.Value.Span);
                value = new(reader.U256());
                if (reader.Finish() is { Code: not RlpFaultCode.None } fault)
                {
                    refusal = new ProofRefusal.Malformed("storage value", fault.At, fault.Detail);
                    return false;
                }

                break;
        }

        refusal = value == slot.Stated ? null : new ProofRefusal.Contradiction("storage value", $"{slot.Stated}", $"{value}");
        return refusal is null;
    }
}
