using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>How a step of a disk ends badly.</summary>
public enum Way
{
    /// <summary>It fails and did nothing.</summary>
    NotPersisted,

    /// <summary>It fails and was done all the same.</summary>
    Persisted,

    /// <summary>A write fails after half of its bytes.</summary>
    Half,

    /// <summary>It fails after half, and so does the step after it, which is the cutting back.</summary>
    HalfAndNext,

    /// <summary>It fails although it was done, and so does the step after it.</summary>
    PersistedAndNext,

    /// <summary>The machine dies before it: no step of any log succeeds from here on.</summary>
    DiesBefore,

    /// <summary>The machine dies after it.</summary>
    DiesAfter,
}

/// <summary>One way of failing at one step of one log.</summary>
internal sealed record FaultRow(string Folder, int Step, Way Way)
{
    /// <summary>Every step that a run took in the given logs, failing in every way.</summary>
    public static IEnumerable<FaultRow> Table(IReadOnlyList<Step> steps, IEnumerable<string> folders) =>
        from folder in folders
        from step in Enumerable.Range(0, steps.Count(step => IsIn(folder, step)))
        from way in Enum.GetValues<Way>()
        select new FaultRow(folder, step, way);

    /// <summary>Steps are counted per log, because the logs of five attesters take theirs at the same time.</summary>
    public static bool IsIn(string folder, Step step) => step.Path == folder || step.Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>A plan for one run: it counts.</summary>
    public Func<Step, Fault> ToPlan()
    {
        var gate = new Lock();
        var (next, isDead) = (0, false);
        return step =>
        {
            lock (gate)
            {
                if (isDead) return Fault.NotPersisted;
                var past = IsIn(Folder, step) ? next++ - Step : -1;
                isDead = past == 0 && (Way is Way.DiesBefore or Way.DiesAfter);
                return past switch { 0 => First, 1 => Second, _ => Fault.None };
            }
        };
    }

    private Fault First => Way switch
    {
        Way.NotPersisted or Way.DiesBefore => Fault.NotPersisted,
        Way.Persisted or Way.PersistedAndNext or Way.DiesAfter => Fault.Persisted,
        _ => Fault.Half,
    };

    private Fault Second => Way is Way.HalfAndNext or Way.PersistedAndNext ? Fault.NotPersisted : Fault.None;
}
