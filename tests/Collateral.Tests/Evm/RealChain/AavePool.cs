using CrossChainOracle.Collateral.AaveV3;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.Evm.RealChain;

/// <summary>A pool of Aave v3 itself (npm <c>@aave/core-v3</c>): two reserves at fixed prices, with debt at variable and stable rates, of the older rounding.</summary>
internal sealed record AavePool(ProtocolChain Chain, EvmAddress Pool, EvmAddress DataProvider, AaveReserve Weth, AaveReserve Usdc)
{
    private static readonly UInt128 Percent = AaveV3Math.Ray / 100;

    public static async Task<AavePool> BuildAsync(ProtocolChain chain)
    {
        var (code, owner) = (new AaveCode(chain), chain.People[0]);
        var provider = await code.CreateAsync("protocol/configuration/PoolAddressesProvider", new AbiWriter().String("test").Address(owner));
        Task Set(string what, EvmAddress contract) => chain.SendAsync(owner, provider, $"{what}(address)", new AbiWriter().Address(contract));

        await Set("setACLAdmin", owner);
        var acl = await code.CreateAsync("protocol/configuration/ACLManager", new AbiWriter().Address(provider));
        await Set("setACLManager", acl);
        await chain.SendAsync(owner, acl, "addPoolAdmin(address)", new AbiWriter().Address(owner));
        await Set("setPoolImpl", await code.CreateAsync("protocol/pool/Pool", new AbiWriter().Address(provider)));
        await Set("setPoolConfiguratorImpl", await code.CreateAsync("protocol/pool/PoolConfigurator", new()));
        var dataProvider = await code.CreateAsync("misc/AaveProtocolDataProvider", new AbiWriter().Address(provider));
        await Set("setPoolDataProvider", dataProvider);

        EvmAddress[] tokens = [await TokenAsync("WETH", 18), await TokenAsync("USDC", 6)];
        EvmAddress[] prices = [await PriceAsync(2_000_00000000), await PriceAsync(1_00000000)];
        await Set("setPriceOracle", await code.CreateAsync("misc/AaveOracle", new AbiWriter().Address(provider).Array(List(tokens)).Array(List(prices)).Address(default).Address(default).UInt(100_000_000)));
        var pool = (await chain.AskAddressesAsync(provider, "getPool()", new()))[0];
        await ListAsync(chain, code, provider, pool, [(tokens[0], 18), (tokens[1], 6)]);
        return new(chain, pool, dataProvider, await ReserveAsync("WETH", tokens[0], 18), await ReserveAsync("USDC", tokens[1], 6));

        Task<EvmAddress> TokenAsync(string symbol, byte decimals) => code.CreateAsync("mocks/tokens/MintableERC20", new AbiWriter().String(symbol).String(symbol).UInt(decimals));

        Task<EvmAddress> PriceAsync(long price) => code.CreateAsync("mocks/oracle/CLAggregators/MockAggregator", new AbiWriter().Int(price));

        async Task<AaveReserve> ReserveAsync(string symbol, EvmAddress asset, byte decimals)
        {
            var made = await chain.AskAddressesAsync(dataProvider, "getReserveTokensAddresses(address)", new AbiWriter().Address(asset), 3);
            return new(symbol, asset, decimals, made[0], made[2]);
        }
    }

    public AaveV3Reader Reader(AaveStableDebt stableDebt) => new(new(ProtocolChain.Chain, AaveV3Markets.Member, Pool, DataProvider, stableDebt, 8, [Weth, Usdc]));

    /// <summary>Gives somebody tokens and lets the pool take them.</summary>
    public async Task EndowAsync(EvmAddress who, AaveReserve reserve, UInt128 amount)
    {
        await Chain.SendAsync(who, reserve.Asset, "mint(address,uint256)", new AbiWriter().Address(who).UInt(amount));
        await Chain.SendAsync(who, reserve.Asset, "approve(address,uint256)", new AbiWriter().Address(Pool).UInt(UInt128.MaxValue));
    }

    public Task SupplyAsync(EvmAddress who, AaveReserve reserve, UInt128 amount) =>
        Chain.SendAsync(who, Pool, "supply(address,uint256,address,uint16)", new AbiWriter().Address(reserve.Asset).UInt(amount).Address(who).UInt(0));

    /// <param name="who">Borrows for themselves.</param>
    /// <param name="reserve">What.</param>
    /// <param name="amount">In its smallest unit.</param>
    /// <param name="mode">1 at a stable rate, 2 at a variable one.</param>
    public Task BorrowAsync(EvmAddress who, AaveReserve reserve, UInt128 amount, uint mode) =>
        Chain.SendAsync(who, Pool, "borrow(address,uint256,uint256,uint16,address)", new AbiWriter().Address(reserve.Asset).UInt(amount).UInt(mode).UInt(0).Address(who));

    private static async Task ListAsync(ProtocolChain chain, AaveCode code, EvmAddress provider, EvmAddress pool, (EvmAddress Token, byte Decimals)[] assets)
    {
        var owner = chain.People[0];
        var configurator = (await chain.AskAddressesAsync(provider, "getPoolConfigurator()", new()))[0];
        EvmAddress[] tokens = [await TokenAsync("AToken"), await TokenAsync("StableDebtToken"), await TokenAsync("VariableDebtToken")];

        // Best use 80 %, then slopes; stable rates one per cent above.
        UInt128[] rates = [80 * Percent, 0, 4 * Percent, 60 * Percent, Percent, 60 * Percent, Percent, 8 * Percent, 20 * Percent];
        var strategy = await code.CreateAsync("protocol/pool/DefaultReserveInterestRateStrategy", rates.Aggregate(new AbiWriter().Address(provider), (writer, rate) => writer.UInt(rate)));
        await chain.SendAsync(owner, configurator, "initReserves((address,address,address,uint8,address,address,address,address,string,string,string,string,string,string,bytes)[])", new AbiWriter().Array(
        [
            .. assets.Select(asset => new AbiWriter()
                .Address(tokens[0]).Address(tokens[1]).Address(tokens[2]).UInt(asset.Decimals).Address(strategy).Address(asset.Token).Address(chain.People[9]).Address(default)
                .String("a").String("a").String("v").String("v").String("s").String("s").Bytes([])),
        ]));
        foreach (var (token, _) in assets)
        {
            await chain.SendAsync(owner, configurator, "configureReserveAsCollateral(address,uint256,uint256,uint256)", new AbiWriter().Address(token).UInt(8_000).UInt(8_333).UInt(10_500));
            await chain.SendAsync(owner, configurator, "setReserveBorrowing(address,bool)", new AbiWriter().Address(token).Bool(true));
            await chain.SendAsync(owner, configurator, "setReserveStableRateBorrowing(address,bool)", new AbiWriter().Address(token).Bool(true));
        }

        Task<EvmAddress> TokenAsync(string kind) => code.CreateAsync($"protocol/tokenization/{kind}", new AbiWriter().Address(pool));
    }

    private static AbiWriter[] List(EvmAddress[] items) => [.. items.Select(item => new AbiWriter().Address(item))];
}
