using System.Text.Json;
using Spectre.Console;

namespace CrossChainOracle.Node.Commands;

/// <summary>What a command has of its process: its environment, and where it writes, tables and colours for people, one JSON document for programs. Colours respect NO_COLOR and redirection.</summary>
public sealed class Terminal
{
    public Terminal(TextWriter output, TextWriter error, bool colours)
    {
        (Output, ErrorOutput) = (output, error);
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = colours ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!colours) Console.Profile.Width = 160;
    }

    public IAnsiConsole Console { get; }

    public TextWriter Output { get; }

    public TextWriter ErrorOutput { get; }

    /// <summary>Reads an environment variable by its name; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = static _ => null;

    /// <summary>The process's own terminal.</summary>
    public static Terminal OfProcess() =>
        new(System.Console.Out, System.Console.Error, string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && !System.Console.IsOutputRedirected) { Variable = Environment.GetEnvironmentVariable };

    /// <summary>A line as it is, without markup.</summary>
    public void Line(string text = "") => Output.WriteLine(text);

    /// <summary>A line on standard error, so that standard output stays a document.</summary>
    public void Error(string text) => ErrorOutput.WriteLine(text);

    public void Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) write(json);
        Output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    public static Table Table(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }
}

/// <summary>What the process's exit code says.</summary>
public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>What was looked at was refused.</summary>
    public const int Refused = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Something outside did not work: a file, a port, a server.</summary>
    public const int Failed = 3;
}
