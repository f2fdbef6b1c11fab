using CrossChainOracle.Node.Commands;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>A command line that was run in this process, and what it wrote.</summary>
internal sealed record Captured(int Code, string Output, string Errors)
{
    public static Task<Captured> RunAsync(params string[] arguments) => RunAsync(static _ => null, arguments);

    /// <param name="variable">The environment.</param>
    /// <param name="arguments">The command line.</param>
    public static async Task<Captured> RunAsync(Func<string, string?> variable, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await NodeCommandLine.RunAsync(new Terminal(TextWriter.Synchronized(output), TextWriter.Synchronized(errors), colours: false) { Variable = variable }, arguments, CancellationToken.None);
        return new(code, output.ToString(), errors.ToString());
    }

    /// <summary>For an assertion's message.</summary>
    public override string ToString() => $"exit {Code}\n{Output}\n{Errors}";
}
