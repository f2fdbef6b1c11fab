using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Accounts.Cosmos;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>What a script does at one moment.</summary>
internal abstract record AccountsMove
{
    /// <summary>A transaction for the next block of the EVM chain.</summary>
    /// <param name="From">Who sends it.</param>
    /// <param name="Action">What it does.</param>
    /// <param name="Name">By which a reorganisation may drop it.</param>
    public sealed record OnEvm(EvmAddress From, LedgerAction Action, string? Name = null) : AccountsMove;

    /// <summary>A reorganisation of the EVM chain.</summary>
    /// <param name="Depth">How many blocks are lost; null: as many as it takes to drop what is dropped.</param>
    /// <param name="Drop">Names of transactions.</param>
    public sealed record Reorg(int? Depth, IReadOnlyList<string> Drop) : AccountsMove;

    public sealed record OnSolana(ClusterAction Action) : AccountsMove;

    public sealed record OnCosmos(CosmosSend Send) : AccountsMove;
}

/// <param name="At">Milliseconds from the start.</param>
/// <param name="What">For people.</param>
/// <param name="Move">What is done.</param>
internal sealed record AccountsStep(long At, string What, AccountsMove Move);
