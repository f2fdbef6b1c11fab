using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.Cosmos;

/// <summary>What the market lists of Cosmos chains' readers in <c>config/protocols.json</c> have in common.</summary>
internal static class CosmosFields
{
    public static ChainId CosmosChain(this JsonSection section) =>
        section.Parsed("chain", "a Cosmos chain such as cosmos:osmosis-1", static text =>
            (ChainId.TryParse(text, out var chain) && text.StartsWith(CosmosReaderOptions.Namespace + ":", StringComparison.Ordinal), chain));

    /// <summary>Of the chain's addresses: lower-case letters and digits of Bech32's readable part.</summary>
    public static string Prefix(this JsonSection section)
    {
        var prefix = section.Text("prefix");
        if (!prefix.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) || prefix.Length > 32) section.Problem("prefix", "must be what addresses begin with, such as osmo");
        return prefix;
    }
}
