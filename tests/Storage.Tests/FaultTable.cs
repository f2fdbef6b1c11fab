namespace CrossChainOracle.Storage.Tests;

/// <summary>Every step of a scenario × every way it can fail, also with the step after it failing (the clean-up, or the retry).</summary>
public static class FaultTable
{
    public sealed record Row(int Step, Fault First, Fault Second)
    {
        public Fault Plan(Step step) => step.Index == Step ? First : step.Index == Step + 1 ? Second : Fault.None;
    }

    /// <param name="steps">How many steps the scenario takes without faults.</param>
    public static IEnumerable<Row> Rows(int steps) =>
        from step in Enumerable.Range(0, steps)
        from first in new[] { Fault.NotPersisted, Fault.Persisted, Fault.Half }
        from second in new[] { Fault.None, Fault.NotPersisted, Fault.Persisted }
        select new Row(step, first, second);

    /// <summary>What the next process may find: after a kill, after a power cut that lost all unflushed bytes, after ones that lost some.</summary>
    public static IEnumerable<MemoryFileSystem> Aftermaths(MemoryFileSystem files, int seed) =>
        [files.AfterKill(), files.AfterPowerCut(), files.AfterPowerCut(new Random(seed)), files.AfterPowerCut(new Random(~seed))];
}
