using CrossChainOracle.Domain;
using CrossChainOracle.Proofs.Wormhole;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>Whom we believe when they say what Pyth's prices are: signer families, and the emitter that must be speaking.</summary>
/// <remarks>Safe for concurrent use; remembers verified VAAs.</remarks>
public sealed class PythTrust(IReadOnlyList<SignerSets> families, Emitter source, int rememberedVaas = VaaVerifier.DefaultCapacity)
{
    /// <summary>Pyth's accumulator on Pythnet: the data source that Pyth's contracts on every mainnet are configured with.</summary>
    public static Emitter Mainnet { get; } = new(26, Hash256.Parse("0xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71"));

    public VaaVerifier Signers { get; } = new(families, rememberedVaas);

    public Emitter Source { get; } = source;
}
