using System.Numerics;
using CrossChainOracle.Collateral.AaveV3;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Collateral.Tests.Evm.RealChain;

/// <summary>Aave v3 itself on a real node.</summary>
[Trait("Category", "RealChain")]
public sealed class AaveOnAnvilTests
{
    private const ulong Ether = 1_000_000_000_000_000_000;
    private const ulong Dollar = 1_000_000;

    [RealChainFact]
    public async Task Positions_AreWhatTheTokensSayWithInterest_RoundedAgainstTheOwner_AndTheHealthFactorIsTheOlderRoundings()
    {
        using var chain = await ProtocolChain.StartAsync();
        var pool = await AavePool.BuildAsync(chain);
        var (alice, bob) = (chain.People[1], chain.People[2]);
        var reader = pool.Reader(AaveStableDebt.None);
        Task Act(Func<Task> act) => chain.AssertLogsNameWhoChangedAsync(reader, [alice, bob], act);

        await pool.EndowAsync(bob, pool.Usdc, 100_000 * Dollar);
        await pool.EndowAsync(alice, pool.Usdc, 5_000 * Dollar);
        await pool.EndowAsync(alice, pool.Weth, 10 * (UInt128)Ether);
        await Act(() => pool.SupplyAsync(bob, pool.Usdc, 100_000 * Dollar));
        await Act(() => pool.SupplyAsync(alice, pool.Weth, (10 * (UInt128)Ether) - 7));
        await Act(() => pool.SupplyAsync(alice, pool.Usdc, 1_234 * Dollar));
        await Act(() => pool.BorrowAsync(alice, pool.Usdc, (8_765 * Dollar) + 1, mode: 2));
        await chain.PassAsync(123 * 24 * 3_600);
        await Act(() => chain.SendAsync(alice, pool.Usdc.AToken, "transfer(address,uint256)", new AbiWriter().Address(bob).UInt(34 * Dollar)));
        await Act(() => chain.SendAsync(alice, pool.Pool, "repay(address,uint256,uint256,address)", new AbiWriter().Address(pool.Usdc.Asset).UInt(765 * Dollar).UInt(2).Address(alice)));
        await AssertAsAaveSaysAsync(pool, reader, alice);

        // Debt at a stable rate, which this deployment still has (for more than what the owner supplied of the same), must be said to be there.
        await pool.BorrowAsync(alice, pool.Usdc, 1_300 * Dollar, mode: 1);
        await chain.PassAsync(24 * 3_600);
        var silent = await chain.ReadAsync(reader, alice, await chain.PinAsync());
        Assert.StartsWith("stable debt of USDC is ", Assert.Single(silent.Problems).Detail, StringComparison.Ordinal);
        await AssertAsAaveSaysAsync(pool, pool.Reader(AaveStableDebt.Counted), alice);
        await AssertAsAaveSaysAsync(pool, reader, bob);
    }

    private static async Task AssertAsAaveSaysAsync(AavePool pool, AaveV3Reader reader, EvmAddress owner)
    {
        var block = await pool.Chain.PinAsync();
        var answer = await pool.Chain.ReadAsync(reader, owner, block);
        Assert.Empty(answer.Problems);
        foreach (var reserve in (AaveReserve[])[pool.Weth, pool.Usdc])
        {
            var of = answer.Positions.Where(position => position.Key.Asset.Reference == reserve.Asset.ToString()).ToList();
            var (supplied, owed) = (of.Single(position => position.Key.Side == PositionSide.Collateral).Amount, of.Where(position => position.Key.Side == PositionSide.Debt).ToArray());
            Assert.InRange(await BalanceAsync(reserve.AToken), supplied, supplied + 1);
            Assert.InRange(owed[0].Amount, await BalanceAsync(reserve.DebtToken), await BalanceAsync(reserve.DebtToken) + 1);
            if (owed.Length == 1) continue;
            var stable = (await pool.Chain.AskAddressesAsync(pool.DataProvider, "getReserveTokensAddresses(address)", new AbiWriter().Address(reserve.Asset), 3))[1];
            Assert.Equal(await BalanceAsync(stable), owed[1].Amount);
        }

        BigInteger? Figure(string name) => Assert.Single(answer.Health, figure => figure.Name == name).Value is { } value ? (BigInteger)value : null;
        Assert.Equal(Figure("healthFactor"), Figure("totalDebtBase") == 0 ? null : AaveV3Math.HealthFactorHalfUp(Figure("totalCollateralBase")!.Value, Figure("currentLiquidationThreshold")!.Value, Figure("totalDebtBase")!.Value));
        Assert.Equal(1, Figure("collateral:USDC"));

        Task<UInt128> BalanceAsync(EvmAddress token) => pool.Chain.AskAsync(block, token, "balanceOf(address)", new AbiWriter().Address(owner));
    }
}
