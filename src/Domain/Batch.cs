namespace CrossChainOracle.Domain;

/// <summary>What is signed: the Merkle root over a round's statements with everything they have in common.</summary>
public sealed record BatchHeader
{
    /// <summary>The version of the byte formats, 1.</summary>
    public const ushort CurrentSchema = 1;

    /// <summary>The aggregation as specified in docs/spec/attestation-v1.md.</summary>
    public const ushort MedianV1 = 1;

    /// <summary>Positions by the credit rule, as specified there.</summary>
    public const ushort CollateralV1 = 2;

    /// <summary>The next attester set, as specified there.</summary>
    public const ushort RotationV1 = 3;

    public required ushort Schema { get; init; }

    /// <summary>Which rules made the statements out of the inputs.</summary>
    public required ushort Algorithm { get; init; }

    /// <summary>Epoch of the attester set that signs.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Per (deployment, shard), from 0, without holes.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The batch covers the time after this, Unix milliseconds; the observation time of the batch before.</summary>
    public required long ValidAfter { get; init; }

    /// <summary>… up to and including this.</summary>
    public required long ObservedAt { get; init; }

    public required uint LeafCount { get; init; }

    public required ShardId Shard { get; init; }

    /// <summary>Zero: anyone. Otherwise keccak256 of the consumer's CAIP-10 text.</summary>
    public required Hash256 Audience { get; init; }

    /// <summary>Digest of the batch before; zero for sequence 0.</summary>
    public required Hash256 PreviousDigest { get; init; }

    /// <summary>keccak256 of the shard's state after the round.</summary>
    public required Hash256 StateDigest { get; init; }

    /// <summary>Merkle root over the round: its header, then every input, used or not.</summary>
    public required Hash256 InputsRoot { get; init; }

    /// <summary>Merkle root over the statements.</summary>
    public required Hash256 Root { get; init; }

    /// <summary>keccak256 of all statements in order.</summary>
    public required Hash256 Body { get; init; }
}

/// <summary>One attester's signature over a batch digest.</summary>
/// <param name="Signer">Index of the member in the attester set of the batch's epoch.</param>
/// <param name="Bytes">65 bytes: r, s (low), v (27 or 28).</param>
public readonly record struct AttesterSignature(byte Signer, ReadOnlyMemory<byte> Bytes)
{
    public const int Size = 65;
}
