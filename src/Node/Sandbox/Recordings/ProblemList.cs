namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Collects what is wrong, up to a number that a person still reads.</summary>
internal sealed class ProblemList
{
    private const int Most = 100;

    private readonly List<ScenarioProblem> _problems = [];

    public IReadOnlyList<ScenarioProblem> Problems => _problems;

    public bool IsFull => _problems.Count >= Most;

    /// <summary>Always false, so that a check can end with it.</summary>
    public bool Add(ScenarioProblemCode code, string file, int line, string detail)
    {
        if (!IsFull) _problems.Add(new(code, file, line, detail));
        return false;
    }
}
