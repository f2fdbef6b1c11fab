using CrossChainOracle.TestKit;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>A test of the ledgers' suite, here against the server from npm. Skipped with the reason where it cannot be had, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LedgerFactAttribute : FactAttribute
{
    public LedgerFactAttribute() => Skip = NodePackages.SkipReason(Azure.Cosmos.Tests.Emulator.Folder);
}
