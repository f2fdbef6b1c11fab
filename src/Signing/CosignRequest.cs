namespace CrossChainOracle.Signing;

/// <summary>All that an attester needs to recompute one reserved batch: bytes as they are stored and published, none of them trusted.</summary>
/// <remarks>The bytes must not change, also not once co-signing has returned: attesters that were not waited for still read them.</remarks>
public sealed record CosignRequest
{
    /// <summary>The unsigned attestation as reserved in the ledger (<see cref="Encoding.AttestationCodec"/>, no signatures).</summary>
    public required ReadOnlyMemory<byte> Batch { get; init; }

    /// <summary>The round (<see cref="Encoding.RoundCodec"/>).</summary>
    public required ReadOnlyMemory<byte> Round { get; init; }

    /// <summary>The shard's state before the round (<see cref="Encoding.StateCodec"/>); empty for sequence 0, whose state follows from the round.</summary>
    public ReadOnlyMemory<byte> PreviousState { get; init; }

    /// <summary>Header of the batch before (<see cref="Encoding.BatchHeaderCodec"/>, 240 bytes); empty for sequence 0.</summary>
    public ReadOnlyMemory<byte> PreviousHeader { get; init; }

    /// <summary>Signatures of the batch before (<see cref="Encoding.AttestationCodec.EncodeSignatures"/>), with which an attester that was down catches up; empty for sequence 0.</summary>
    public ReadOnlyMemory<byte> PreviousSignatures { get; init; }
}
