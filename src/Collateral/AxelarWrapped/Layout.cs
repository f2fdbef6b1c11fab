using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.AxelarWrapped;

/// <summary>A token that Axelar's gateways hold on its own chain and mint elsewhere.</summary>
/// <param name="Denom">On Axelar.</param>
/// <param name="Origin">What is held for it.</param>
/// <param name="Decimals">Of both.</param>
public sealed record AxelarAsset(string Denom, AssetId Origin, byte Decimals);

/// <summary>Which of Axelar's tokens stand for what; the sources stand in the README beside this file.</summary>
public static class AxelarLayout
{
    public const string Source = "axelar";

    public static IReadOnlyList<AxelarAsset> Assets { get; } =
    [
        Of("uusdc", 1, "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", 6),
        Of("uusdt", 1, "0xdac17f958d2ee523a2206206994597c13d831ec7", 6),
        Of("dai-wei", 1, "0x6b175474e89094c44da98b954eedeac495271d0f", 18),
        Of("frax-wei", 1, "0x853d955acef822db058eb8505911ed77f175b99e", 18),
        Of("weth-wei", 1, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", 18),
        Of("wbtc-satoshi", 1, "0x2260fac5e5542a773aa44fbcfedf7c193bc2c599", 8),
        Of("aave-wei", 1, "0x7fc66500c84a76ad7e9c93437bfc5ac33e2ddae9", 18),
        Of("link-wei", 1, "0x514910771af9ca656af840dff83e8264ecf986ca", 18),
        Of("mkr-wei", 1, "0x9f8f72aa9304c8b593d555f12ef6589cc3a579a2", 18),
        Of("uni-wei", 1, "0x1f9840a85d5af5bf1d1762f925bdaddc4201f984", 18),
        Of("shib-wei", 1, "0x95ad61b0a150d79219dcf64e1e6cc01f0b64c4ce", 18),
        Of("wmatic-wei", 137, "0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270", 18),
    ];

    /// <summary>What Axelar's gateways minted on EVM chains, with the denom that it stands for.</summary>
    public static IReadOnlyDictionary<AssetId, string> GatewayTokens { get; } = new Dictionary<AssetId, string>
    {
        [Token(8453, "0xeb466342c4d449bc9f53a865d5cb90586f405215")] = "uusdc",
        [Token(42220, "0xeb466342c4d449bc9f53a865d5cb90586f405215")] = "uusdc",
        [Token(5000, "0xeb466342c4d449bc9f53a865d5cb90586f405215")] = "uusdc",
    };

    /// <summary>What a gateway's token on an EVM chain is a claim on; null for tokens that are none.</summary>
    public static AxelarAsset? OfGatewayToken(AssetId token) => GatewayTokens.TryGetValue(token, out var denom) ? OfDenom(denom) : null;

    /// <summary>What a denom of Axelar's own chain is a claim on.</summary>
    public static AxelarAsset? OfDenom(string denom) => Assets.FirstOrDefault(asset => asset.Denom == denom);

    private static AxelarAsset Of(string denom, ulong chain, string token, byte decimals) => new(denom, Token(chain, token), decimals);

    private static AssetId Token(ulong chain, string token) => AssetId.Erc20(ChainId.Eip155(chain), EvmAddress.Parse(token));
}
