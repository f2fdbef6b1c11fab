using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Hosting.Relay;

/// <summary>The accounts that pay, of each chain and each cluster of a configuration, in its order.</summary>
internal sealed class RelayKeys : IDisposable
{
    private readonly Signers _chains;
    private readonly List<SolanaFileSigner> _clusters = [];

    private RelayKeys(Signers chains) => _chains = chains;

    public IReadOnlyList<ISigner> Chains => _chains.All;

    public IReadOnlyList<ISolanaSigner> Clusters => _clusters;

    /// <exception cref="NodeFaultException">Every key file of a kind that cannot be used, and why.</exception>
    public static RelayKeys Load(RelayConfig config)
    {
        var keys = new RelayKeys(Signers.Load([.. config.Chains.Select(static chain => chain.KeyFile!)]));
        var problems = new List<string>();
        foreach (var cluster in config.Clusters)
        {
            switch (Read(cluster.KeyFile))
            {
                case SolanaKeyOutcome.Ready ready: keys._clusters.Add(ready.Signer); break;
                case SolanaKeyOutcome.Refused refused: problems.Add($"{refused.Path}: {refused.Reason}"); break;
                case SolanaKeyOutcome.Failed failed: problems.Add($"{failed.Path}: {failed.Reason}"); break;
            }
        }

        if (problems.Count == 0) return keys;
        keys.Dispose();
        throw new NodeFaultException(string.Join(Environment.NewLine, problems), isConfiguration: true);
    }

    public void Dispose()
    {
        _chains.Dispose();
        foreach (var signer in _clusters) signer.Dispose();
    }

    private static SolanaKeyOutcome Read(string file)
    {
        try
        {
            return SolanaKeyFile.Load(file);
        }
        catch (DllNotFoundException missing)
        {
            return new SolanaKeyOutcome.Failed(file, missing.Message);
        }
    }
}
