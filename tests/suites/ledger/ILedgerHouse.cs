namespace CrossChainOracle.Ledger.Tests;

/// <summary>Where a ledger under test is kept: outlives every process that opens it.</summary>
internal interface ILedgerHouse : IAsyncDisposable
{
    /// <summary>A new process opens it.</summary>
    ValueTask<ILedger> OpenAsync();

    /// <summary>The process that has it open ends, and another opens it.</summary>
    ValueTask<ILedger> ReopenAsync(ILedger open, Ending ending);
}

/// <summary>How a process ends.</summary>
internal enum Ending
{
    InOrder,
    Killed,

    /// <summary>The machine loses power; where the ledger is on another machine, as <see cref="Killed"/>.</summary>
    PowerCut,
}
