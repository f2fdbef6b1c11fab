using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>A Wormhole message with signatures (VAA, version 1), parsed and not yet verified. Wormhole whitepaper 0001.</summary>
public sealed record Vaa
{
    /// <summary>Largest VAA in bytes: what the u16 length of a Pyth update can say.</summary>
    public const int MaximumSize = ushort.MaxValue;

    /// <summary>Number of the signer set in its family.</summary>
    public required uint SetIndex { get; init; }

    /// <summary>Ascending by signer, each once.</summary>
    public required IReadOnlyList<VaaSignature> Signatures { get; init; }

    /// <summary>Unix seconds; see <see cref="Time"/>. Governance messages may say 0.</summary>
    public required uint Timestamp { get; init; }

    public required uint Nonce { get; init; }

    public required Emitter Emitter { get; init; }

    /// <summary>The emitter's own count of its messages.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>200 instant, 201 safe, 202 finalized; older and other chains' values are passed on as they are.</summary>
    public required byte Consistency { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>keccak256 of the body: what names the message, whoever signed it.</summary>
    public required Hash256 BodyHash { get; init; }

    /// <summary>keccak256 of <see cref="BodyHash"/>: what is signed.</summary>
    public required Hash256 Digest { get; init; }

    /// <summary><see cref="Timestamp"/> in Unix milliseconds.</summary>
    public long Time => Timestamp * 1_000L;
}

/// <param name="Signer">Index of the member in the signer set.</param>
/// <param name="Bytes">65 bytes: r, s, recovery id (0 or 1).</param>
public readonly record struct VaaSignature(byte Signer, ReadOnlyMemory<byte> Bytes)
{
    public const int Size = 65;
}
