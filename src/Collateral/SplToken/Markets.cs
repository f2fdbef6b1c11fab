using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.SplToken;

/// <summary>Which tokens are read beside SOL.</summary>
/// <param name="Chain">The cluster.</param>
/// <param name="Mints">Each once; may be none.</param>
/// <param name="EveryAccount">Also accounts beside the associated ones, which the endpoints must list.</param>
public sealed record SplTokenMarkets(ChainId Chain, IReadOnlyList<SplMint> Mints, bool EveryAccount)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "spl-token";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems() => [.. Mints.GroupBy(mint => mint.Mint).Where(group => group.Count() > 1).Select(group => $"mints: {group.Key} is there {group.Count()} times")];

    /// <summary>Reads the member <c>spl-token</c> of the protocols' file.</summary>
    public static IReadOnlyList<SplTokenMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new SplTokenMarkets(
            section.SolanaChain(),
            section.Each("mints", static item => new SplMint(item.Key("mint"), item.Flag("token2022", false), item.TokenDecimals())),
            section.Flag("everyAccount", false)),
        static markets => markets.Problems());
}
