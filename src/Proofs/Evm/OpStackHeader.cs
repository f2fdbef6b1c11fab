using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>What OP-stack chains (OP Mainnet, Base) mean by the fields of an Ethereum header (specs.optimism.io, Isthmus).</summary>
public static class OpStackHeader
{
    /// <summary><c>L2ToL1MessagePasser</c>, a predeploy: its storage holds the hashes of what was withdrawn to L1.</summary>
    public static readonly EvmAddress MessagePasser = EvmAddress.Parse("0x4200000000000000000000000000000000000016");

    /// <summary>
    /// From Isthmus on the withdrawals root is the storage root of <see cref="MessagePasser"/>, so that a storage proof of a withdrawal needs no account proof. Null before:
    /// there it is the root of an empty list. Isthmus is told by the requests hash, which came with it.
    /// </summary>
    public static Hash256? MessagePasserStorageRoot(EvmHeader header) => header.RequestsHash is null ? null : header.WithdrawalsRoot;
}
