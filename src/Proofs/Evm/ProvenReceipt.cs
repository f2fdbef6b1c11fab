using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A receipt that stands in a block, proven against the receipts root of its header.</summary>
/// <param name="Block">Hash of the block, recomputed from its header.</param>
/// <param name="Number">Height of the block.</param>
/// <param name="Index">Of the receipt, and of its transaction, in the block.</param>
/// <param name="Receipt">What happened.</param>
public sealed record ProvenReceipt(Hash256 Block, ulong Number, ulong Index, EvmReceipt Receipt)
{
    /// <summary>The receipt at an index of the pinned block.</summary>
    /// <param name="header">The block's; its hash is computed here.</param>
    /// <param name="block">The pinned hash, from where it is believed.</param>
    /// <param name="index">Of the transaction in the block.</param>
    /// <param name="proof">Nodes of the receipts trie, from its root down.</param>
    public static bool TryVerify(
        EvmHeader header,
        Hash256 block,
        ulong index,
        IReadOnlyList<ReadOnlyMemory<byte>> proof,
        [NotNullWhen(true)] out ProvenReceipt? proven,
        [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        proven = null;
        if (!EvmStateProof.IsPinned(header, block, out refusal)) return false;
        switch (MerklePatricia.Verify(header.ReceiptsRoot, KeyOf(index), proof, "receipt proof"))
        {
            case TrieOutcome.Refused refused:
                refusal = refused.Refusal;
                return false;
            case TrieOutcome.Present present when EvmReceiptCodec.TryDecode(present.Value.Span, out var receipt, out refusal):
                proven = new(block, header.Number, index, receipt);
                return true;
            default:
                refusal ??= new ProofRefusal.NoSuchReceipt(index, header.ReceiptsRoot);
                return false;
        }
    }

    /// <summary>Whether a stated log stands in this receipt.</summary>
    /// <param name="stated">What an endpoint said.</param>
    /// <param name="position">
    /// The first equal log of the receipt. The index in the block is not proven by one receipt, and a receipt may hold equal logs: who counts amounts counts the
    /// logs of the proven receipt, not statements about them.
    /// </param>
    public bool TryFind(StatedLog stated, out int position, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        position = -1;
        if (stated.Block != Block) refusal = new ProofRefusal.NotAsked("block", $"{stated.Block}", $"{Block}");
        else if (stated.Transaction != Index) refusal = new ProofRefusal.NotAsked("receipt", $"{stated.Transaction}", $"{Index}");
        else
        {
            position = Receipt.Logs.TakeWhile(log => log != stated.Log).Count();
            refusal = position < Receipt.Logs.Count ? null : new ProofRefusal.NoSuchLog(Index, Receipt.Logs.Count, stated.Log.Emitter);
        }

        return refusal is null;
    }

    /// <summary>Key of a receipt in its trie: the RLP of its index, not hashed.</summary>
    internal static byte[] KeyOf(ulong index) => new RlpWriter().Number(index).ToArray();
}
