using System.CommandLine;

namespace CrossChainOracle.Node.Commands;

/// <summary>Options that several commands share.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "One JSON document instead of tables." };

    /// <summary>Null, or what is wrong with a given port.</summary>
    public static string? PortProblem(int? port) => port is < 0 or > 65_535 ? $"--port: 0 to 65535, not {port}" : null;

    public static Option<int> Port(int fallback) => new("--port")
    {
        Description = $"Port of the HTTP interface on the loopback address; 0 takes a free one.",
        DefaultValueFactory = _ => fallback,
    };
}
