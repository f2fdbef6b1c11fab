using System.Reflection;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>Creation code of the contracts of <c>contracts/evm</c>, as it is checked in under <c>contracts/evm/artifacts</c>: nobody needs a compiler to deploy.</summary>
public static class ContractCode
{
    public const string OracleHub = "OracleHub";

    /// <summary>A Chainlink feed over one that has a slot of its own.</summary>
    public const string SlotAggregator = "SlotAggregator";

    /// <summary>A Chainlink feed over one that is posted two to a slot.</summary>
    public const string PairedAggregator = "PairedAggregator";

    public const string PythAdapter = "PythAdapter";

    /// <summary>Several calls in one, for chains of a developer's own that have no Multicall3.</summary>
    public const string Aggregate3 = "Aggregate3";

    /// <summary>All that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [OracleHub, SlotAggregator, PairedAggregator, PythAdapter, Aggregate3];

    /// <summary>Without constructor arguments.</summary>
    public static byte[] Creation(string contract)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{contract}.json") ?? throw new ArgumentException($"There is no contract {contract}.", nameof(contract));
        using var json = JsonDocument.Parse(stream);
        return Hex.TryDecode(json.RootElement.GetProperty("creationCode").GetString(), out byte[]? code) ? code : throw new InvalidDataException($"{contract}.json has no creation code.");
    }
}
