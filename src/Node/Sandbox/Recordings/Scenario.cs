using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Node.Sandbox.Recordings;

/// <summary>One recorded market. Its rules are those of <c>recordings/scenario.schema.json</c> and <c>recordings/README.md</c>, all of which hold.</summary>
public sealed record Scenario
{
    /// <summary>Played when none is named.</summary>
    public const string Default = "calm";

    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>What happened, for a person.</summary>
    public required string Description { get; init; }

    /// <summary>Unix seconds, as recorded.</summary>
    public required long From { get; init; }

    /// <summary>Unix seconds, as recorded.</summary>
    public required long To { get; init; }

    /// <summary>Scenario seconds per real second, unless told otherwise.</summary>
    public required int Speed { get; init; }

    public required IReadOnlyList<ScenarioFeed> Feeds { get; init; }

    /// <summary>The scenarios beside the program, in order of name.</summary>
    public static IReadOnlyList<string> List() => RecordingsFolder.List(RecordingsFolder.Default);

    /// <summary>Loads a scenario that lies beside the program.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="problems">Everything that is wrong with it, or that there is none of this name; empty when it is loaded.</param>
    public static bool TryLoad(string name, [NotNullWhen(true)] out Scenario? scenario, out IReadOnlyList<ScenarioProblem> problems) =>
        RecordingsFolder.TryLoad(RecordingsFolder.Default, name, out scenario, out problems);
}
