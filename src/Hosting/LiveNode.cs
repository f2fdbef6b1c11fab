using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Proofs.Configuration;
using CrossChainOracle.Proofs.Pyth;

namespace CrossChainOracle.Hosting;

/// <summary>Loads what a node for live sources needs from its configuration, or says everything that is wrong with it.</summary>
public static class LiveNode
{
    /// <summary>The trust in a signers file that the node believes.</summary>
    public const string TrustName = "pyth-mainnet";

    /// <param name="path">The file.</param>
    /// <param name="settings">Reads an environment variable by its name.</param>
    /// <exception cref="NodeFaultException">Every problem, a line each.</exception>
    public static NodeConfig LoadConfig(string path, Func<string, string?> settings) =>
        NodeConfigFile.Load(path, settings, out var problems)
        ?? throw new NodeFaultException($"{path} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(problem => "  " + problem))}", isConfiguration: true);

    /// <summary>Null where the configuration reads no Pyth.</summary>
    /// <exception cref="NodeFaultException">Every problem of the signers file, a line each.</exception>
    public static PythTrust? LoadTrust(PythConfig config) => config.SignersFile.Length == 0 ? null : LoadTrust(config.SignersFile);

    /// <exception cref="NodeFaultException">Every problem of the signers file, a line each.</exception>
    public static PythTrust LoadTrust(string file)
    {
        var signers = SignerConfiguration.Load(BoundedFile.Read(file, ConfigFile.MaximumBytes, out var unreadable) ?? throw new NodeFaultException(unreadable!, isConfiguration: true), out var problems)
            ?? throw new NodeFaultException($"{file} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(problem => "  " + problem))}", isConfiguration: true);
        return signers.Trusts.TryGetValue(TrustName, out var trust) ? trust : throw new NodeFaultException($"{file}: trusts: there is no '{TrustName}'", isConfiguration: true);
    }
}
