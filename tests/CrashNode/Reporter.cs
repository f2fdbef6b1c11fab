using System.Text;

namespace CrossChainOracle.CrashNode;

/// <summary>Writes a line at a time, each before anything else is done. A line that a kill cut short does not end in its full stop.</summary>
public sealed class Reporter : IDisposable
{
    public const string End = " .";

    private readonly Lock _gate = new();
    private readonly StreamWriter _output = new(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };

    public void Say(string line)
    {
        lock (_gate) _output.Write(line + End + "\n");
    }

    public void Dispose() => _output.Dispose();
}
