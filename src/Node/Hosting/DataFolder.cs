using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Node.Hosting;

/// <summary>The places of a data folder: ledger, stream, each attester's log, the policies that rounds name, and whose it is.</summary>
public sealed class DataFolder(string path)
{
    public const string DeploymentFile = "deployment.json";
    public const string PolicySuffix = ".policy";

    /// <summary>A policy of a thousand feeds with all their routes stays below.</summary>
    public const long MaximumPolicyBytes = 16 << 20;

    public string Path { get; } = path;

    public string Ledger => In("ledger");

    public string Stream => In("stream");

    public string Policies => In("policies");

    public string Attesters => In("attesters");

    public string Deployment => In(DeploymentFile);

    public string Attester(EvmAddress address) => System.IO.Path.Combine(Attesters, address.ToString());

    /// <summary>Keeps the policy under its digest, so that whoever holds the folder can recompute every round.</summary>
    public void Keep(IShardRules rules)
    {
        Directory.CreateDirectory(Policies);
        var file = System.IO.Path.Combine(Policies, rules.PolicyDigest + PolicySuffix);
        if (!File.Exists(file)) WriteWhole(file, rules.EncodePolicy());
    }

    /// <summary>Keeps whose data the folder holds.</summary>
    public void Keep(DeploymentRecord deployment) => WriteWhole(Deployment, deployment.Encode());

    /// <summary>A crash in the middle must not leave half a file under the name, which nobody would ever write again.</summary>
    private static void WriteWhole(string file, byte[] bytes)
    {
        var unfinished = file + ".unfinished";
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
