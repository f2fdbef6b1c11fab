using CrossChainOracle.Encoding.CometBft;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.Proofs.Cosmos.Ics23;

namespace CrossChainOracle.Proofs.Cosmos;

/// <summary>What a key of a module's store holds after the block of a height, with the proof of it.</summary>
/// <param name="Store">The module's store, such as <c>bank</c>.</param>
/// <param name="Key">Within the store.</param>
/// <param name="Value">Null: the key is not there.</param>
/// <param name="Height">The block after which that was so.</param>
/// <param name="Steps">From the key to the app hash.</param>
public sealed record CosmosStateProof(string Store, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte>? Value, long Height, IReadOnlyList<ProofOp> Steps)
{
    /// <summary>Null when the header above that height commits to it.</summary>
    /// <param name="header">Of height <see cref="Height"/> + 1: the app hash of a header is the state before its own block.</param>
    /// <param name="spec">Which tree the chain's stores are; see <see cref="ProofSpec.Iavl"/>.</param>
    public ProofRefusal? Verify(VerifiedHeader header, ProofSpec spec)
    {
        if (header.Header.Height - 1 != Height) return new CosmosRefusal.WrongHeight($"proof under header {header.Header.Height}", Height, header.Header.Height - 1);
        return header.Header.AppHash is { } appHash
            ? StoreProof.Verify(Store, Key.Span, Value, Steps, appHash, spec)
            : new CosmosRefusal.Unsupported($"header {header.Header.Height}, which has no app hash,");
    }
}
