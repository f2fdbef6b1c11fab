using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>Which lending markets are read, of Save or of Kamino.</summary>
/// <param name="Chain">The cluster.</param>
/// <param name="Markets">Each once.</param>
/// <param name="EveryObligation">Also obligations that the endpoints must list.</param>
public sealed record LendingMarkets(ChainId Chain, IReadOnlyList<SolanaKey> Markets, bool EveryObligation)
{
    /// <summary>Reads the member <c>save</c> or <c>kamino</c> of the protocols' file.</summary>
    public static IReadOnlyList<LendingMarkets> Parse(JsonElement list, List<string> problems, string member) => MarketFields.Read(
        list,
        member,
        problems,
        static section => new LendingMarkets(section.SolanaChain(), section.Keys("markets"), section.Flag("everyObligation", false)),
        static _ => []);
}
