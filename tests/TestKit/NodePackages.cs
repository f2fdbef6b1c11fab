using System.Diagnostics;

namespace CrossChainOracle.TestKit;

/// <summary>npm packages of a folder of this repository, installed once by its lock file, and programs run with them.</summary>
public static class NodePackages
{
    private static readonly bool InCi = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>
    /// Runs <c>npm ci</c> unless this lock file is installed already; false, with the reason printed, where there is no Node.js and this is not CI.
    /// Test processes that run at the same time wait for each other.
    /// </summary>
    /// <param name="folder">Holds <c>package.json</c> and <c>package-lock.json</c>.</param>
    public static bool Ensure(string folder)
    {
        if (!HasNode())
        {
            if (InCi) throw new InvalidOperationException("CI must have Node.js 20 or later: node was not found.");
            Console.WriteLine($"Skipped: {folder} needs Node.js 20 or later, and node was not found.");
            return false;
        }

        using var gate = Lock(Path.Combine(Path.GetTempPath(), $"crosschainoracle-npm-{StableName(folder)}.lock"));
        var wanted = File.ReadAllText(Path.Combine(folder, "package-lock.json"));
        var stamp = Path.Combine(folder, "node_modules", ".installed-lock.json");
        if (File.Exists(stamp) && File.ReadAllText(stamp) == wanted) return true;
        var (exit, output) = Run(folder, "npm", null, "ci", "--no-audit", "--no-fund");
        if (exit != 0) throw new InvalidOperationException($"npm ci in {folder} ended with {exit}:\n{output}");
        File.WriteAllText(stamp, wanted);
        return true;
    }

    /// <summary>Runs a program to its end; standard output and standard error together.</summary>
    public static (int ExitCode, string Output) Run(string folder, string program, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() && program == "npm" ? "npm.cmd" : program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }

    private static bool HasNode()
    {
        try
        {
            return Run(Path.GetTempPath(), "node", null, "--version").ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static FileStream Lock(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(200);
            }
        }
    }

    private static string StableName(string folder) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(folder)))[..16];
}
