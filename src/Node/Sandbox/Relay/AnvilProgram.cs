using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using CrossChainOracle.Hosting;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>Where Foundry's anvil is on this machine: on the path, or in the npm packages of <c>contracts/evm</c> of the checkout that this program was built from.</summary>
/// <param name="File">The executable.</param>
internal sealed record AnvilProgram(string File)
{
    private const string Contracts = "contracts/evm";
    private const string Wanted = "sandbox --relay needs anvil: install Foundry (https://getfoundry.sh) so that 'anvil' is on the path, or Node 20 with npm, from which it is installed into contracts/evm of the checkout";

    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    /// <param name="progress">Told before something takes long.</param>
    /// <exception cref="NodeFaultException">There is none and none can be installed; the message says what to do.</exception>
    public static async Task<AnvilProgram> FindAsync(Action<string> progress, CancellationToken cancellation)
    {
        if (OnPath() is { } file) return new(file);
        var folder = ContractsFolder() ?? throw new NodeFaultException(Wanted);
        if (Installed(folder) is { } there) return new(there);
        progress($"installing anvil from npm into {Contracts} (once, some 60 MB)");
        await InstallAsync(folder, cancellation).ConfigureAwait(false);
        return new(Installed(folder) ?? throw new NodeFaultException($"npm has no anvil for this kind of machine ({RuntimeInformation.RuntimeIdentifier}). {Wanted}"));
    }

    private static string? OnPath()
    {
        var name = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(System.IO.File.Exists);
    }

    /// <summary>Up from the program: in a checkout it lies below the folder that holds the contracts.</summary>
    private static string? ContractsFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var contracts = Path.Combine(folder.FullName, Contracts);
            if (System.IO.File.Exists(Path.Combine(contracts, "package-lock.json"))) return contracts;
        }

        return null;
    }

    /// <summary>The native program of the package for this platform, which npm chooses by operating system and processor.</summary>
    private static string? Installed(string folder)
    {
        var packages = Path.Combine(folder, "node_modules", "@foundry-rs");
        return Directory.Exists(packages)
            ? Directory.GetDirectories(packages, "anvil-*").SelectMany(package => Directory.GetFiles(package, "anvil*", SearchOption.AllDirectories)).FirstOrDefault(file => Path.GetFileName(file) is "anvil" or "anvil.exe")
            : null;
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(InstallLimit);
        try
        {
            using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]) { WorkingDirectory = folder, RedirectStandardOutput = true })
                ?? throw new NodeFaultException(Wanted);
            _ = npm.StandardOutput.ReadToEndAsync(limit.Token);
            await npm.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (npm.ExitCode != 0) throw new NodeFaultException($"npm ci in {folder} failed with {npm.ExitCode}. {Wanted}");
        }
        catch (Win32Exception)
        {
            throw new NodeFaultException(Wanted);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new NodeFaultException($"npm ci in {folder} took longer than {InstallLimit.TotalMinutes:0} minutes. {Wanted}");
        }
    }
}
