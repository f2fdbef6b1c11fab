using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Encoding.CometBft;

/// <summary>What a validator said (CometBFT <c>types.BlockIDFlag</c>).</summary>
public enum VoteKind : byte
{
    /// <summary>Nothing that arrived in time.</summary>
    Absent = 1,

    /// <summary>For the block of the commit.</summary>
    Block = 2,

    /// <summary>For no block.</summary>
    Nil = 3,
}

/// <summary>A validator's place in a commit; the place is that of the validator in its set.</summary>
/// <param name="Kind">What it voted for.</param>
/// <param name="Address">20 bytes; empty where absent.</param>
/// <param name="Time">When it voted, which it signed.</param>
/// <param name="Signature">64 bytes; empty where absent.</param>
public sealed record CommitVote(VoteKind Kind, ReadOnlyMemory<byte> Address, CometTime Time, ReadOnlyMemory<byte> Signature);

/// <summary>The votes by which one block was committed (CometBFT <c>types.Commit</c>).</summary>
public sealed record Commit(long Height, int Round, BlockId Block, IReadOnlyList<CommitVote> Votes)
{
    private const ulong Precommit = 2;

    /// <summary>The bytes that a validator signed for the block: CanonicalVote with its length before it. Votes for nil leave the block out.</summary>
    public byte[] SignBytes(string chainId, CommitVote vote)
    {
        var canonical = new ProtoWriter().Varint(1, Precommit).SFixed64(2, Height).SFixed64(3, Round);
        if (vote.Kind == VoteKind.Block) canonical.Message(4, Block.Encode());
        return canonical.Message(5, vote.Time.Encode()).Text(6, chainId).ToDelimited();
    }
}

/// <summary>A header and the votes for it, as the RPC's <c>commit</c> gives them.</summary>
public sealed record SignedHeader(CometHeader Header, Commit Commit);

/// <summary>One step of a proof as <c>abci_query</c> gives it (CometBFT <c>crypto.ProofOp</c>).</summary>
/// <param name="Type">Such as <c>ics23:iavl</c>.</param>
/// <param name="Key">What the step proves.</param>
/// <param name="Data">The proof in the type's own encoding.</param>
public sealed record ProofOp(string Type, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Data);
