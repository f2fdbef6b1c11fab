using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.MarginFi;

/// <summary>Which margin accounts are read.</summary>
/// <param name="Chain">The cluster.</param>
/// <param name="Accounts">Null: those that the endpoints list by their authority.</param>
/// <param name="Program">marginfi's program.</param>
public sealed record MarginFiMarkets(ChainId Chain, IReadOnlyList<SolanaKey>? Accounts, SolanaKey Program)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "marginfi";

    /// <summary>Reads the member <c>marginfi</c> of the protocols' file.</summary>
    public static IReadOnlyList<MarginFiMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new MarginFiMarkets(section.SolanaChain(), section.Has("accounts") ? section.Keys("accounts") : null, section.Key("program", Layout.MainnetProgram)),
        static _ => []);
}
