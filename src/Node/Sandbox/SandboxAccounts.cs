using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Collateral.SplToken;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Sandbox.Accounts;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>How a node reads the accounts of a sandbox: as it would read live chains, with limits that fit chains that finalize within seconds.</summary>
public static class SandboxAccounts
{
    private const uint UnfinalizedTtlMs = 5_000;
    private const uint FinalizedValidForMs = 60_000;
    private const uint StatusValidForMs = 5_000;
    private const uint ConfirmedDepth = 2;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    /// <summary>Nobody signed for these links: the statements say that they are only declared.</summary>
    public static AccountShardConfig Shard { get; } = new(
        new(
            ShardId.Parse("accounts"),
            Hash256.Zero,
            [.. new[] { AccountsCast.Evm, AccountsCast.Solana, AccountsCast.Cosmos }.Order().Select(static chain => new ChainRule(chain, ConfirmedDepth, UnfinalizedTtlMs, FinalizedValidForMs, StatusValidForMs))],
            [.. AccountsCast.Assets.OrderBy(static asset => asset.Asset).Select(static asset => new AssetRule(asset.Asset, asset.Feed ?? default, asset.Decimals))],
            [.. AccountsCast.Links.OrderBy(static account => account.Key).Select(static account => new AccountRule(account.Key, [.. account.Value.Order().Select(static address => new AccountLink(address, false))]))],
            [],
            MaximumSkewMs: 10_000,
            SnapshotValidForMs: 10_000),
        Heartbeat);

    public static IReadOnlyList<IChainWatcher> Watchers(AccountsWorld world, HttpClient http, TimeProvider clock) => [Evm(world, http, clock), Solana(world, http, clock), Cosmos(world, http, clock)];

    private static EvmWatcher Evm(AccountsWorld world, HttpClient http, TimeProvider clock)
    {
        var reader = new EvmReader(new EvmReaderOptions { Chain = AccountsCast.Evm, Endpoints = [world.EvmRpc] }, http, clock);
        var prover = new EvmProver(reader, new[] { AccountsCast.Usdc, AccountsCast.Weth }.ToDictionary(static token => token, static _ => LedgerTrie.Balances));
        return new(
            reader,
            new EvmHeads(reader, Profile(AccountsCast.Evm, PinKind.Hash, FinalityKind.EthereumPos), clock),
            [new EvmNativeReader(AccountsCast.Coins), new Erc20Reader(AccountsCast.Tokens), new Erc4626Reader(AccountsCast.Vaults)],
            Owners(AccountsCast.Evm),
            Poll,
            prover: prover);
    }

    private static SolanaWatcher Solana(AccountsWorld world, HttpClient http, TimeProvider clock) => new(
        new SolanaReader(new SolanaReaderOptions { Chain = AccountsCast.Solana, Endpoints = [world.SolanaRpc] }, http, clock),
        [new SplTokenReader(AccountsCast.Solana, AccountsCast.Mints)],
        Owners(AccountsCast.Solana),
        Profile(AccountsCast.Solana, PinKind.SlotRange, FinalityKind.Solana),
        Poll * 2,
        clock);

    private static CosmosWatcher Cosmos(AccountsWorld world, HttpClient http, TimeProvider clock) => new(
        new CosmosStateReader(new CosmosReader(new CosmosReaderOptions { Chain = AccountsCast.Cosmos, Endpoints = [world.CosmosRpc] }, http, clock), null, clock),
        [new BankReader(AccountsCast.Bank)],
        Owners(AccountsCast.Cosmos),
        Profile(AccountsCast.Cosmos, PinKind.Height, FinalityKind.CometBft),
        Poll * 2,
        clock);

    private static ChainProfile Profile(ChainId chain, PinKind pin, FinalityKind finality) => new()
    {
        Chain = chain,
        Pin = pin,
        Finality = finality,
        ConfirmedDepth = (int)ConfirmedDepth,
        UnfinalizedTtlMs = UnfinalizedTtlMs,
        FinalizedValidForMs = FinalizedValidForMs,
        HeartbeatMs = (long)Heartbeat.TotalMilliseconds,
        MaximumWindow = 512,
        MaximumHeadAgeMs = 15_000,
    };

    private static IReadOnlyList<LinkedOwner> Owners(ChainId chain) =>
        [.. AccountsCast.Links.SelectMany(static account => account.Value, static (account, address) => new LinkedOwner(account.Key, address)).Where(owner => owner.Address.Chain == chain)];
}
