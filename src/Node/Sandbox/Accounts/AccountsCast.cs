using System.Security.Cryptography;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>An asset of the sandbox's chains.</summary>
/// <param name="Asset">CAIP-19.</param>
/// <param name="Symbol">As people call it.</param>
/// <param name="Decimals">Of its smallest unit.</param>
/// <param name="Feed">Of the default scenario; null: nothing there prices it.</param>
public sealed record SandboxAsset(AssetId Asset, string Symbol, byte Decimals, FeedId? Feed);

/// <summary>Who and what is on the sandbox's chains of accounts. All names and addresses are made of a text, so that no real one ever means a sandbox's.</summary>
public static class AccountsCast
{
    internal const ulong Eip155 = 31_338;
    internal const string ClusterName = "CrossChainOracle sandbox cluster";
    internal const string Network = "sandbox-1";
    internal const string Bech32Prefix = "sandbox";
    internal const string Atom = "uatom";

    private const uint SolCoinType = 501;
    private const uint AtomCoinType = 118;
    private const string UsdcTrace = "transfer/channel-0/uusdc";

    public static ChainId Evm { get; } = ChainId.Eip155(Eip155);

    public static ChainId Solana { get; } = SolanaCluster.ChainOf(ClusterName);

    public static ChainId Cosmos { get; } = ChainId.Parse($"cosmos:{Network}");

    public static EvmAddress Usdc { get; } = EvmOf("USDC");

    public static EvmAddress Weth { get; } = EvmOf("WETH");

    /// <summary>An ERC-4626 vault over USDC.</summary>
    public static EvmAddress Vault { get; } = EvmOf("USDC vault");

    public static SolanaKey UsdcMint { get; } = SolanaOf("USDC");

    /// <summary>USDC that came over IBC.</summary>
    public static string UsdcDenom { get; } = "ibc/" + Convert.ToHexString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(UsdcTrace)));

    public static IReadOnlyList<SandboxAsset> Assets { get; } =
    [
        new(AssetId.Native(Evm, EvmNativeMarkets.Ether), "ETH", 18, FeedId.Parse("ETH/USD")),
        new(AssetId.Erc20(Evm, Usdc), "USDC", 6, FeedId.Parse("USDC/USD")),
        new(AssetId.Erc20(Evm, Weth), "WETH", 18, FeedId.Parse("ETH/USD")),
        new(AssetId.Native(Solana, SolCoinType), "SOL", 9, null),
        new(AssetId.Parse($"{Solana}/token:{UsdcMint}"), "USDC", 6, FeedId.Parse("USDC/USD")),
        new(AssetId.Native(Cosmos, AtomCoinType), "ATOM", 6, null),
        new(AssetId.Parse($"{Cosmos}/ibc:{UsdcDenom[4..]}"), "USDC", 6, FeedId.Parse("USDC/USD")),
    ];

    /// <summary>Whose addresses are whose. Everybody else on these chains is a stranger.</summary>
    public static IReadOnlyDictionary<AccountId, IReadOnlyList<AccountAddress>> Links { get; } = new SortedDictionary<AccountId, IReadOnlyList<AccountAddress>>
    {
        [AccountId.Parse("alice")] = [OnEvm("alice"), OnEvm("alice cold"), OnSolana("alice"), OnCosmos("alice")],
        [AccountId.Parse("bob")] = [OnEvm("bob"), OnSolana("bob")],
        [AccountId.Parse("carol")] = [OnEvm("carol"), OnCosmos("carol")],
    };

    public static EvmNativeMarkets Coins => new(Evm, EvmNativeMarkets.Ether, EvmReaderOptions.CanonicalMulticall);

    public static Erc20Markets Tokens => new(Evm, Erc20Balances.Transferred, [new(Usdc, 6), new(Weth, 18)]);

    public static Erc4626Markets Vaults => new(Evm, Erc4626Redemption.Immediate, [new(Vault, 6, Usdc, 6)]);

    public static IReadOnlyList<SplMint> Mints => [new(UsdcMint, false, 6)];

    public static BankMarkets Bank => new(Cosmos, Bech32Prefix, [new(Atom, Assets[5].Asset, 6), new(UsdcDenom, Assets[6].Asset, 6, UsdcTrace)], null, []);

    internal static EvmAddress EvmOf(string name) => EvmAddress.From(Keccak256.Hash(Named("evm", name)).ToArray().AsSpan(Hash256.Size - EvmAddress.Size));

    internal static SolanaKey SolanaOf(string name) => SolanaKey.From(Keccak256.Hash(Named("solana", name)).ToArray());

    internal static byte[] CosmosOf(string name) => SHA256.HashData(Named("cosmos", name))[..20];

    private static byte[] Named(string chain, string name) => System.Text.Encoding.ASCII.GetBytes($"CrossChainOracle sandbox {chain} {name}");

    private static AccountAddress OnEvm(string name) => AccountAddress.Of(Evm, EvmOf(name));

    private static AccountAddress OnSolana(string name) => AccountAddress.Parse($"{Solana}:{SolanaOf(name)}");

    private static AccountAddress OnCosmos(string name) => AccountAddress.Parse($"{Cosmos}:{Bech32.Encode(Bech32Prefix, CosmosOf(name))}");
}
