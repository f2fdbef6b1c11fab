using System.CommandLine;

namespace CrossChainOracle.Node.Commands;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "One JSON document instead of tables." };

    public static Option<int> Port(int fallback) => new("--port")
    {
        Description = $"Port of the HTTP interface on the loopback address; 0 takes a free one. [default: {fallback}]",
        DefaultValueFactory = _ => fallback,
    };
}
