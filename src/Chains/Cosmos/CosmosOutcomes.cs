using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>The newest block that enough endpoints have. CometBFT's blocks are final when they are committed.</summary>
/// <param name="Height">Of the header.</param>
/// <param name="Hash">Of the header, computed from its fields.</param>
/// <param name="Time">Of the header, Unix milliseconds.</param>
/// <param name="AppHash">The state before this block, after the block of <see cref="StateHeight"/>.</param>
public readonly record struct CosmosHead(long Height, Hash256 Hash, long Time, Hash256 AppHash)
{
    /// <summary>The height that state is read at, because this header is the one that commits to it.</summary>
    public long StateHeight => Height - 1;

    public override string ToString() => $"block {Height} {Hash}";
}

/// <summary>A <c>status</c> answer.</summary>
/// <param name="Network">The chain's id, as the node says.</param>
/// <param name="Height">Its newest block.</param>
public readonly record struct CometStatus(string Network, long Height);

/// <summary>A module's store and a key in it.</summary>
public readonly record struct CosmosQuery(string Store, ReadOnlyMemory<byte> Key);

/// <summary>An <c>abci_query</c> answer.</summary>
/// <param name="Height">After which block; 0 where the application refused.</param>
/// <param name="Key">Which key it is about.</param>
/// <param name="Value">Null: the key is not there. State has no empty values.</param>
/// <param name="Steps">The proof; empty where the node gave none.</param>
/// <param name="Code">0, or the application's refusal.</param>
/// <param name="Log">Its reason, printable ASCII.</param>
public sealed record AbciAnswer(long Height, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value, IReadOnlyList<ProofOp> Steps, int Code, string Log);

/// <summary>The chain's head, or why it is not known.</summary>
public abstract record CosmosHeadOutcome
{
    private CosmosHeadOutcome()
    {
    }

    public sealed record Found(CosmosHead Head) : CosmosHeadOutcome;

    public sealed record Failed(ReadFailure Failure) : CosmosHeadOutcome;

    /// <summary>Enough endpoints agree on a head below one that was found before: they lag. Nothing is read there.</summary>
    public sealed record WentBack(CosmosHead Head, CosmosHead Last) : CosmosHeadOutcome;

    /// <summary>Another block at the height of one that was found before. On a chain whose blocks are final this is a fault of the chain or of k endpoints.</summary>
    public sealed record Conflicting(CosmosHead Head, CosmosHead Last) : CosmosHeadOutcome;
}

/// <summary>A header with all that is needed to verify it, or why it could not be had.</summary>
public abstract record CosmosHeaderOutcome
{
    private CosmosHeaderOutcome()
    {
    }

    public sealed record Found(SignedHeader Signed, ValidatorSet Validators) : CosmosHeaderOutcome;

    public sealed record Failed(ReadFailure Failure) : CosmosHeaderOutcome;
}

/// <summary>What a key held at a height, by k of n endpoints.</summary>
public abstract record CosmosQueryOutcome
{
    private CosmosQueryOutcome()
    {
    }

    /// <param name="Value">Null: enough endpoints say that the key is not there.</param>
    /// <param name="Proofs">What the agreeing endpoints gave as proofs of it, none verified yet; empty where none gave any.</param>
    public sealed record Answered(ReadOnlyMemory<byte>? Value, IReadOnlyList<IReadOnlyList<ProofOp>> Proofs) : CosmosQueryOutcome;

    public sealed record Failed(ReadFailure Failure) : CosmosQueryOutcome;
}

/// <summary>Something about one endpoint that an operator wants to know though the read may have succeeded without it.</summary>
/// <param name="Endpoint">Scheme, host and port.</param>
public abstract record CosmosIncident(string Endpoint)
{
    /// <summary>It gave no usable answer.</summary>
    public sealed record Failed(string Endpoint, ReadFailure Failure) : CosmosIncident(Endpoint);

    /// <summary>It has another block at the height of the head.</summary>
    public sealed record OtherBlock(string Endpoint, CosmosHead Its, CosmosHead Head) : CosmosIncident(Endpoint);

    /// <summary>It answered otherwise than the agreed answer. Answers are given as keccak256 of a byte (1 with a value, 0 without) and the value.</summary>
    public sealed record Dissent(string Endpoint, long Height, CosmosQuery Query, Hash256 Answer, Hash256 Agreed) : CosmosIncident(Endpoint);
}
