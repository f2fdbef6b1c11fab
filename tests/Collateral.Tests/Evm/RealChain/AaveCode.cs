using System.Text.Json.Nodes;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Collateral.Tests.Evm.RealChain;

/// <summary>Deploys the compiled contracts of npm <c>@aave/core-v3</c> (Hardhat artifacts), each library that one links to before it, once.</summary>
internal sealed class AaveCode(ProtocolChain chain)
{
    private static readonly string Folder = Path.Combine(Anvil.Folder, "node_modules", "@aave", "core-v3", "artifacts", "contracts");

    private readonly Dictionary<string, EvmAddress> _libraries = [];

    /// <param name="path">Below the package's contracts, without the extension; the contract has the file's name.</param>
    /// <param name="arguments">Of the constructor.</param>
    public async Task<EvmAddress> CreateAsync(string path, AbiWriter arguments)
    {
        var artifact = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, $"{path}.sol", $"{Path.GetFileName(path)}.json")))!;
        var code = (string)artifact["bytecode"]!;
        foreach (var (file, libraries) in artifact["linkReferences"]!.AsObject())
        {
            foreach (var (name, _) in libraries!.AsObject())
            {
                // Solidity's placeholder for a library: the first 17 bytes of the digest of its full name.
                var placeholder = $"__${Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{file}:{name}")).ToString()[2..36]}$__";
                code = code.Replace(placeholder, (await LibraryAsync(file["contracts/".Length..^".sol".Length])).ToString()[2..], StringComparison.Ordinal);
            }
        }

        return await chain.CreateAsync(path, code + Convert.ToHexStringLower(arguments.ToArray()));
    }

    private async Task<EvmAddress> LibraryAsync(string path)
    {
        if (!_libraries.TryGetValue(path, out var library)) _libraries.Add(path, library = await CreateAsync(path, new()));
        return library;
    }
}
