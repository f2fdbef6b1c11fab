using CrossChainOracle.Hosting;

namespace CrossChainOracle.Node.Commands;

/// <summary>Reads attester sets from what a command line names.</summary>
internal static class AttesterSource
{
    /// <summary>The deployment with each of its sets, the newest first; none, and why they cannot be read.</summary>
    public static async Task<(IReadOnlyList<DeploymentRecord> Records, string? Problem)> ReadAsync(string source, CancellationToken cancellation)
    {
        var (bytes, problem) = await TargetBytes.ReadAsync(source, cancellation).ConfigureAwait(false);
        return bytes is null ? ([], problem) : AttesterFile.ParseAll(source, bytes);
    }
}
