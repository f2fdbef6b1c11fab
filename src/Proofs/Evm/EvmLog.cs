using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A log as a receipt holds it (Ethereum Yellow Paper 4.4.1).</summary>
/// <param name="Emitter">The contract.</param>
/// <param name="Topics">At most four.</param>
/// <param name="Data">The bytes.</param>
public sealed record EvmLog(EvmAddress Emitter, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data)
{
    public const int MaximumTopics = 4;

    /// <summary>Most bytes of data that are read: mainnet's whole block of gas buys less.</summary>
    public const int MaximumData = MerklePatricia.MaximumNodeSize;

    public bool Equals(EvmLog? other) =>
        other is not null && Emitter == other.Emitter && Topics.SequenceEqual(other.Topics) && Data.Span.SequenceEqual(other.Data.Span);

    public override int GetHashCode() => HashCode.Combine(Emitter, Topics.Count, Data.Length);
}
