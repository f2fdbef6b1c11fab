using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Wormhole;

/// <summary>Who a message is from: a Wormhole chain number and the sender's address there, padded to 32 bytes.</summary>
public readonly record struct Emitter(ushort Chain, Hash256 Address)
{
    public override string ToString() => $"{Chain}:{Address}";
}
