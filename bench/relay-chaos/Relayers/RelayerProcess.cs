using System.Diagnostics;

namespace CrossChainOracle.RelayChaos.Relayers;

/// <summary>A relayer in a process of its own, that is killed and started again over the same folder.</summary>
internal sealed class RelayerProcess(string name, string[] arguments, RunLog log) : IDisposable
{
    private readonly Lock _gate = new();
    private Process? _process;

    public string Name => name;

    public int Starts { get; private set; }

    /// <summary>What it said that no relayer should say, and lives that it ended itself.</summary>
    public List<string> Faults { get; } = [];

    public void Start()
    {
        string[] command = [typeof(RelayerProcess).Assembly.Location, .. arguments];
        var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        lock (_gate) (_process, Starts) = (process, Starts + 1);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Fault(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing of it runs any more.</summary>
    public void Kill()
    {
        Process? process;
        lock (_gate) (process, _process) = (_process, null);
        if (process is null) return;
        if (process.HasExited) Fault($"ended by itself with {process.ExitCode}");
        else process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    public void Dispose() => Kill();

    private void Note(string? line)
    {
        if (line is null) return;
        log.Note($"{name} {line}");
        if (line.StartsWith("Fatal", StringComparison.Ordinal)) Fault(line);
    }

    private void Fault(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        log.Note($"{name} ! {line}");
        lock (Faults) Faults.Add($"{name}: {line}");
    }
}
