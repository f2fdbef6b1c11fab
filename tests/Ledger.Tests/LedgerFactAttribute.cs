namespace CrossChainOracle.Ledger.Tests;

/// <summary>A test of the ledgers' suite; files are there on every machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LedgerFactAttribute : FactAttribute;
