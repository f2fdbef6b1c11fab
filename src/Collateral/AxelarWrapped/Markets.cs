using System.Text.Json;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.AxelarWrapped;

/// <summary>Which of Axelar's tokens are read on one Cosmos chain.</summary>
/// <param name="Chain">Axelar itself or a chain that they came to over IBC.</param>
/// <param name="Prefix">Of the chain's addresses.</param>
/// <param name="Channel">From that chain to Axelar, such as <c>channel-208</c> on Osmosis; null on Axelar itself.</param>
/// <param name="Denoms">On Axelar.</param>
public sealed record AxelarMarkets(ChainId Chain, string Prefix, string? Channel, IReadOnlyList<string> Denoms)
{
    /// <summary>Every rule that is broken; empty when all is sound.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. Denoms.Where(denom => AxelarLayout.OfDenom(denom) is null).Select(denom => $"denoms: {denom} is no token of Axelar that is known here"),
        .. ToBank().Problems(),
    ];

    /// <summary>The tokens as the chain's bank has them: by their own denom on Axelar, by the hash of the way that they came elsewhere.</summary>
    public BankMarkets ToBank() => new(Chain, Prefix, [.. Denoms.Select(AxelarLayout.OfDenom).OfType<AxelarAsset>().Select(Denom)], null, []);

    /// <summary>Reads the member <c>axelar</c> of the protocols' file.</summary>
    public static IReadOnlyList<AxelarMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        AxelarLayout.Source,
        problems,
        static section => new AxelarMarkets(section.CosmosChain(), section.Prefix(), section.Has("channel") ? section.Text("channel") : null, section.Texts("denoms")),
        static markets => markets.Problems());

    private BankDenom Denom(AxelarAsset asset)
    {
        if (Channel is null) return new(asset.Denom, AssetId.Parse($"{Chain}/denom:{asset.Denom}"), asset.Decimals);
        var denom = BankLayout.IbcDenom($"transfer/{Channel}", asset.Denom);
        return new(denom, AssetId.Parse($"{Chain}/ibc:{denom["ibc/".Length..]}"), asset.Decimals, $"transfer/{Channel}/{asset.Denom}");
    }
}
