using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>A statement with what travels beside it, on its way to its place in the batch.</summary>
internal sealed record Draft(Statement Statement, byte[] Context)
{
    public Leaf ToLeaf() => new(StatementCodec.Encode(Statement), Context);
}
