namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>Something that is wrong with a recording.</summary>
/// <param name="Code">The kind of it.</param>
/// <param name="File">Scenario and file, such as <c>calm/scenario.json</c>.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Detail">What and where in the line, with operands; printable ASCII.</param>
public sealed record ScenarioProblem(ScenarioProblemCode Code, string File, int Line, string Detail)
{
    public override string ToString() => Line == 0 ? $"{File}: {Detail}" : $"{File}:{Line}: {Detail}";
}

public enum ScenarioProblemCode
{
    /// <summary>No scenario has this name.</summary>
    UnknownScenario = 1,

    /// <summary>A file is not there or cannot be read.</summary>
    Unreadable = 2,

    /// <summary>A file or list is larger than is read.</summary>
    Oversized = 3,

    /// <summary>Not JSON, or a member stands twice.</summary>
    BadJson = 4,

    MissingField = 5,

    UnknownField = 6,

    /// <summary>A field of the wrong kind or outside its range.</summary>
    BadValue = 7,

    /// <summary>Fields that contradict each other.</summary>
    Contradiction = 8,

    /// <summary>A line of a series that is not what its header says.</summary>
    BadRow = 9,

    /// <summary>A row that is not later than the one before it.</summary>
    NotAscending = 10,

    /// <summary>A row outside the window of its feed.</summary>
    OutsideWindow = 11,

    /// <summary>A price that the role's wire format cannot state exactly.</summary>
    Unrepresentable = 12,
}
