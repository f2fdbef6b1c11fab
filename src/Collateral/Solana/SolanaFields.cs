using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>What the market lists of Solana's readers in <c>config/protocols.json</c> have in common.</summary>
internal static class SolanaFields
{
    private const string KeyForm = "an address of 32 bytes in base58";

    public static ChainId SolanaChain(this JsonSection section) =>
        section.Parsed("chain", "a Solana cluster such as solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", static text =>
            (ChainId.TryParse(text, out var chain) && text.StartsWith("solana:", StringComparison.Ordinal), chain));

    public static SolanaKey Key(this JsonSection section, string name, SolanaKey? fallback = null) =>
        section.Parsed(name, KeyForm, static text => (SolanaKey.TryParse(text, out var key), key), fallback);

    /// <summary>At least one, each once.</summary>
    public static IReadOnlyList<SolanaKey> Keys(this JsonSection section, string name)
    {
        var keys = new List<SolanaKey>();
        foreach (var (text, index) in section.Texts(name).Select(static (text, index) => (text, index)))
        {
            if (!SolanaKey.TryParse(text, out var key)) section.Problem(string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), $"must be {KeyForm}");
            else if (keys.Contains(key)) section.Problem(name, $"{key} is there twice");
            else keys.Add(key);
        }

        if (keys.Count == 0) section.Problem(name, "there must be at least one");
        return keys;
    }
}
