using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>All receipts of a block. Endpoints have no call for one receipt's proof: who wants one asks for all (<c>eth_getBlockReceipts</c>) and finds their root in the header.</summary>
public sealed class BlockReceipts
{
    private readonly PatriciaTrie _trie;

    private BlockReceipts(PatriciaTrie trie, IReadOnlyList<ProvenReceipt> receipts) => (_trie, Receipts) = (trie, receipts);

    /// <summary>In the order of the transactions.</summary>
    public IReadOnlyList<ProvenReceipt> Receipts { get; }

    /// <param name="header">The block's; its hash is computed here.</param>
    /// <param name="block">The pinned hash, from where it is believed.</param>
    /// <param name="receipts">Every receipt of the block, in the order of the transactions.</param>
    public static bool TryVerify(
        EvmHeader header,
        Hash256 block,
        IReadOnlyList<EvmReceipt> receipts,
        [NotNullWhen(true)] out BlockReceipts? proven,
        [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        proven = null;
        if (!EvmStateProof.IsPinned(header, block, out refusal)) return false;
        var trie = new PatriciaTrie(receipts.Select((receipt, index) => (ProvenReceipt.KeyOf((ulong)index), EvmReceiptCodec.Encode(receipt))));
        if (trie.Root != header.ReceiptsRoot)
        {
            refusal = new ProofRefusal.WrongRoot($"{receipts.Count} receipts", trie.Root, header.ReceiptsRoot);
            return false;
        }

        proven = new(trie, [.. receipts.Select((receipt, index) => new ProvenReceipt(block, header.Number, (ulong)index, receipt))]);
        return true;
    }

    /// <summary>What <see cref="ProvenReceipt.TryVerify"/> takes, for whoever does not have the whole block.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Prove(ulong index) => _trie.Prove(ProvenReceipt.KeyOf(index));
}
