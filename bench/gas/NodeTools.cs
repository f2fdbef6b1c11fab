using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace CrossChainOracle.Gas;

/// <summary>What Node and npm do for the table: packages, compilers, a chain.</summary>
internal static class NodeTools
{
    /// <summary>The folder that holds <c>CrossChainOracle.sln</c>, above where the program stands.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Installs what the folder's lock file says, unless it is there. No package runs a script.</summary>
    public static async Task InstallAsync(string folder, Action<string> progress, CancellationToken cancellation)
    {
        var stamp = Path.Combine(folder, "node_modules", ".installed-from");
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json"), cancellation)));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == wanted) return;
        progress($"installing the packages of {Path.GetRelativePath(Root, folder)}");
        await RunAsync(folder, OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cancellation);
        await File.WriteAllTextAsync(stamp, wanted, cancellation);
    }

    /// <summary>Runs a program to its end; its standard output.</summary>
    /// <exception cref="InvalidOperationException">It does not start, or fails; the message has the first lines that it said.</exception>
    public static async Task<string> RunAsync(string folder, string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Start(folder, program, arguments);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode == 0) return await output;
            var said = (await errors + await output).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}: {string.Join(" | ", said.Take(8))}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static Process Start(string folder, string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception cause)
        {
            throw new InvalidOperationException($"{program} did not start ({cause.Message}): Node 20 with npm is needed.", cause);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CrossChainOracle.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No CrossChainOracle.sln above {AppContext.BaseDirectory}.");
    }
}
