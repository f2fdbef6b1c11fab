using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Signing;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.CrashNode;

/// <summary>A node with five key files and its data in one folder.</summary>
public sealed class NodeFolder(string path)
{
    public const string Deployment = "crosschainoracle:crash";

    public string Data => Path.Combine(path, "data");

    public IReadOnlyList<string> KeyFiles { get; } =
        [.. Enumerable.Range(0, 5).Select(i => Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"attester-{i}.key")))];

    public static ShardPolicy Policy => Samples.Policy();

    public NodeConfig Config(RoundPace pace) => new()
    {
        Deployment = Deployment,
        DataFolder = Data,
        Listen = new("http://127.0.0.1:0"),
        Attesters = new(KeyFiles, Threshold: 3, Epoch: 1, ValidFrom: 0, UnixTime.MaxValue),
        Pyth = new([], null, ""),
        Chains = [],
        Shards = [Policy],
        RouteChains = new Dictionary<RouteId, string>(),
        Pace = pace,
    };

    /// <exception cref="InvalidOperationException">A key file was not made.</exception>
    public void MakeKeys()
    {
        foreach (var file in KeyFiles)
        {
            if (KeyFile.Create(file) is not KeyFileOutcome.Ready { Signer: var signer }) throw new InvalidOperationException($"No key in {file}.");
            signer.Dispose();
        }
    }
}
