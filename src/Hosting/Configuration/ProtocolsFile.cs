using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Files;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>What is read of owners, by the kind of chain that it is read from. Each source once on a chain.</summary>
public sealed record ProtocolsConfig(
    IReadOnlyList<IEvmProtocol> Evm, IReadOnlyList<IApiProtocol> Api, IReadOnlyList<ISolanaProtocol> Solana, IReadOnlyList<ICosmosProtocol> Cosmos)
{
    public IEnumerable<(ChainId Chain, string Source)> All =>
    [
        .. Evm.Select(protocol => (protocol.Chain, protocol.Source)),
        .. Api.Select(protocol => (protocol.Chain, protocol.Source)),
        .. Solana.Select(protocol => (protocol.Chain, protocol.Source)),
        .. Cosmos.Select(protocol => (protocol.Chain, protocol.Source)),
    ];
}

/// <summary>Reads where collateral is read (docs/configuration.md, config/protocols.schema.json). Every problem is reported, none starts the node.</summary>
public static class ProtocolsFile
{
    /// <summary>A file of ten thousand markets is about four megabytes.</summary>
    public const long MaximumBytes = 16 << 20;

    /// <param name="path">The file.</param>
    /// <param name="problems">Empty exactly when readers are returned.</param>
    public static ProtocolsConfig? Load(string path, out IReadOnlyList<string> problems)
    {
        if (BoundedFile.Read(path, MaximumBytes, out var unreadable) is { } content) return Parse(content, path, out problems);
        problems = [unreadable!];
        return null;
    }

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="problems">Empty exactly when readers are returned.</param>
    internal static ProtocolsConfig? Parse(ReadOnlyMemory<byte> content, string name, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        using var document = StrictJson.Parse(content, out var problem, ConfigFile.Options);
        if (document is null)
        {
            found.Add($"{name}: {problem}");
            return null;
        }

        // Notes what is no object, and what is there twice.
        _ = new JsonSection(document.RootElement, "$", found);
        if (found.Count > 0) return null;
        var (evm, api, solana, cosmos) = (new List<IEvmProtocol>(), new List<IApiProtocol>(), new List<ISolanaProtocol>(), new List<ICosmosProtocol>());
        foreach (var member in document.RootElement.EnumerateObject().Where(member => member.Name != "$schema"))
        {
            if (EvmProtocols.TryParse(member.Name, member.Value, found, out var evmReaders)) evm.AddRange(evmReaders);
            else if (ApiProtocols.TryParse(member.Name, member.Value, found, out var apiReaders)) api.AddRange(apiReaders);
            else if (SolanaProtocols.TryParse(member.Name, member.Value, found, out var solanaReaders)) solana.AddRange(solanaReaders);
            else if (CosmosProtocols.TryParse(member.Name, member.Value, found, out var cosmosReaders)) cosmos.AddRange(cosmosReaders);
            else found.Add($"$: {PlainText.Clean(member.Name, 60)} is no reader that is known here");
        }

        var protocols = new ProtocolsConfig(evm, api, solana, cosmos);
        foreach (var twice in protocols.All.GroupBy(protocol => protocol).Where(group => group.Count() > 1)) found.Add($"$: {twice.Key.Source} is there {twice.Count()} times for {twice.Key.Chain}: its positions would have the same names");
        return found.Count == 0 ? protocols : null;
    }
}
