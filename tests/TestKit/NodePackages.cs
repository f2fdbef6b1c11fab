using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace CrossChainOracle.TestKit;

/// <summary>Installs the npm packages of a test folder once, however many test processes ask for them at the same time.</summary>
/// <remarks>
/// In CI (environment variable <c>CI</c> is <c>true</c>) what needs them runs or fails. Elsewhere a machine without Node or without the packages skips the tests
/// that need them, and the skip says why.
/// </remarks>
public static class NodePackages
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Asked = new();

    public static bool IsCI => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>For a test's <c>Skip</c>: why the packages cannot be had on this machine, or null. Always null in CI, where <see cref="Ensure"/> is to fail the test instead.</summary>
    public static string? SkipReason(string folder) => IsCI ? null : Problem(folder);

    /// <summary>Returns when <c>node_modules</c> of the folder is what its lock file says.</summary>
    /// <param name="folder">Absolute path of a folder with <c>package-lock.json</c>.</param>
    /// <exception cref="InvalidOperationException">They cannot be had; the message says why.</exception>
    public static void Ensure(string folder)
    {
        if (Problem(folder) is { } problem) throw new InvalidOperationException(problem);
    }

    /// <summary>Runs a program to its end and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started, fails, or takes longer than <paramref name="limit"/>.</exception>
    public static string Run(string folder, TimeSpan limit, string program, params string[] arguments)
    {
        var (exit, output, errors) = RunToEnd(folder, limit, input: null, program, arguments);
        if (exit != 0)
        {
            var said = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} in {folder} exited with {exit}: {string.Join(" | ", said.Take(8))}");
        }

        return output;
    }

    /// <summary>Runs a program to its end, whatever it exits with.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started, or takes longer than <paramref name="limit"/>.</exception>
    public static (int ExitCode, string Output, string Errors) RunToEnd(string folder, TimeSpan limit, string? input, string program, params string[] arguments)
    {
        using var process = Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} in {folder} took longer than {limit}.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }

    private static string? Problem(string folder) => Asked.GetOrAdd(folder, key => new(() => Install(key))).Value;

    private static string? Install(string folder)
    {
        try
        {
            using var held = Hold(folder);
            var stamp = Path.Combine(folder, "node_modules", ".installed-from");
            var wanted = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "package-lock.json"))));
            if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted) return null;
            Run(folder, InstallLimit, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--no-audit", "--no-fund");
            File.WriteAllText(stamp, wanted);
            return null;
        }
        catch (InvalidOperationException cause)
        {
            return $"needs Node 20 with npm and the packages of {folder}: {cause.Message}";
        }
    }

    // Test projects run side by side, and npm ci starts by deleting node_modules.
    private static FileStream Hold(string folder)
    {
        var locks = Directory.CreateDirectory(Repository.PathOf("artifacts", "locks")).FullName;
        var path = Path.Combine(locks, $"npm-{Path.GetFileName(folder)}.lock");
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < 2 * InstallLimit)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw new InvalidOperationException($"{start.FileName} did not start: {cause.Message}", cause);
        }
    }
}
