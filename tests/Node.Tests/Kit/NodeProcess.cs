using System.Diagnostics;
using System.Text;
using CrossChainOracle.Node.Commands;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>The program as users start it, in a process of its own, with its output redirected.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private NodeProcess(Process process) => _process = process;

    /// <summary>Standard output so far.</summary>
    public string Output => Read(_output);

    public static NodeProcess Start(params string[] arguments) => Start([], arguments);

    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="arguments">The command line.</param>
    public static NodeProcess Start(IReadOnlyList<(string Name, string Value)> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(NodeCommandLine).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var node = new NodeProcess(Process.Start(start)!);
        node._process.OutputDataReceived += (_, line) => Note(node._output, line.Data);
        node._process.ErrorDataReceived += (_, line) => Note(node._errors, line.Data);
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    public static async Task<Captured> RunAsync(params string[] arguments)
    {
        using var node = Start(arguments);
        return await node.EndAsync();
    }

    /// <summary>Until standard output has the text so many times.</summary>
    public Task SaysAsync(string text, int times = 1) => WaitAsync(_output, text, times);

    /// <summary>Until standard error has the text.</summary>
    public Task ComplainsAsync(string text) => WaitAsync(_errors, text, times: 1);

    /// <summary>Where it says that its page is.</summary>
    public async Task<Uri> AddressAsync()
    {
        const string Mark = "  page    ";
        await SaysAsync(Mark);
        return new(Read(_output).Split(Mark)[1].Split('\n')[0].Trim());
    }

    /// <summary>Where it says that its chains' nodes listen.</summary>
    public async Task<IReadOnlyList<Uri>> ListeningAsync()
    {
        const string Mark = "JSON-RPC ";
        await SaysAsync(Mark, 2);
        return [.. Read(_output).Split(Mark).Skip(1).Select(static rest => new Uri(rest.Split('\n')[0].Trim()))];
    }

    /// <summary>As a crash would: nothing of it is told.</summary>
    public void Kill() => _process.Kill(entireProcessTree: false);

    /// <summary>What Ctrl-C sends.</summary>
    public void PressCtrlC()
    {
        Assert.False(IgnoresCtrlC(), "Ctrl-C is ignored here, as in everything that a shell without job control starts with &: run the tests in the foreground.");
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async Task<Captured> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return new(_process.ExitCode, Read(_output), Read(_errors));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>Whether the process was born so (proc(5), a mask in which bit n - 1 is signal n).</summary>
    private bool IgnoresCtrlC()
    {
        const string Mask = "SigIgn:";
        const ulong Interrupt = 1 << 1;
        var status = $"/proc/{_process.Id}/status";
        return File.Exists(status) && (Convert.ToUInt64(File.ReadLines(status).First(static line => line.StartsWith(Mask, StringComparison.Ordinal))[Mask.Length..].Trim(), 16) & Interrupt) != 0;
    }

    private async Task WaitAsync(StringBuilder where, string text, int times)
    {
        var waited = Stopwatch.StartNew();
        while (Read(where).Split(text).Length <= times)
        {
            if (_process.HasExited || waited.Elapsed > Limit) throw new InvalidOperationException($"never said '{text}': {Read(_output)}{Read(_errors)}");
            await Task.Delay(20);
        }
    }

    private static void Note(StringBuilder text, string? line)
    {
        lock (text) text.Append(line).Append(line is null ? "" : "\n");
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
