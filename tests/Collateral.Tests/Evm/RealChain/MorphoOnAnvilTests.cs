using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.MorphoBlue;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Collateral.Tests.Evm.RealChain;

/// <summary>Morpho Blue itself (npm <c>@morpho-org/morpho-blue</c>) on a real node.</summary>
[Trait("Category", "RealChain")]
public sealed class MorphoOnAnvilTests
{
    private const ulong Ether = 1_000_000_000_000_000_000;
    private const string Params = "(address,address,address,address,uint256)";

    private static readonly UInt128 Par = UInt128.Parse("1000000000000000000000000000000000000", System.Globalization.CultureInfo.InvariantCulture);

    [RealChainFact]
    public async Task EveryActOfAMarket_IsToldByItsLogsExactly_AndDebtIsWhatMorphoItselfSaysWithInterest()
    {
        using var chain = await ProtocolChain.StartAsync();
        var (lender, borrower, liquidator) = (chain.People[1], chain.People[2], chain.People[3]);
        var house = await House.BuildAsync(chain, lender, borrower, liquidator);
        var (morpho, market) = (house.Morpho, house.Market);
        Task Act(EvmAddress who, string signature, AbiWriter arguments) =>
            chain.AssertLogsTellTheChangesAsync([house.Reader], [lender, borrower, liquidator], () => chain.SendAsync(who, morpho, signature, arguments));

        await Act(lender, $"supply({Params},uint256,uint256,address,bytes)", With(market).UInt(1_000 * (UInt128)Ether).UInt(0).Address(lender).Bytes([]));
        await Act(borrower, $"supplyCollateral({Params},uint256,address,bytes)", With(market).UInt(500 * (UInt128)Ether).Address(borrower).Bytes([]));
        await Act(borrower, $"borrow({Params},uint256,uint256,address,address)", With(market).UInt(350 * (UInt128)Ether).UInt(0).Address(borrower).Address(borrower));
        await house.AssertAsMorphoSaysAsync([lender, borrower]);

        // Interest that nobody has counted yet: the stored totals are a year and a day old.
        await chain.PassAsync(366 * 24 * 3_600);
        var owed = await house.AssertAsMorphoSaysAsync([lender, borrower]);
        Assert.True(owed > 450 * (UInt128)Ether, $"35 % a year on 350, and {owed} is owed");

        await Act(borrower, $"repay({Params},uint256,uint256,address,bytes)", With(market).UInt(100 * (UInt128)Ether).UInt(0).Address(borrower).Bytes([]));
        await Act(lender, $"withdraw({Params},uint256,uint256,address,address)", With(market).UInt(10 * (UInt128)Ether).UInt(0).Address(lender).Address(liquidator));
        await Act(borrower, $"withdrawCollateral({Params},uint256,address,address)", With(market).UInt(3 * (UInt128)Ether).Address(borrower).Address(liquidator));
        await house.AssertAsMorphoSaysAsync([lender, borrower]);

        // At half the price everything is seized and the rest of the debt is bad: lenders lose it in the same transaction.
        await chain.SendAsync(lender, market.Oracle, "setPrice(uint256)", new AbiWriter().UInt(Par / 2));
        Assert.True(await house.FigureAsync(borrower, "healthFactor:COLL/LOAN") < Ether);
        await Act(liquidator, $"liquidate({Params},address,uint256,uint256,bytes)", With(market).Address(borrower).UInt(497 * (UInt128)Ether).UInt(0).Bytes([]));
        Assert.All((await chain.ReadAsync(house.Reader, borrower, await chain.PinAsync())).Positions, position => Assert.Equal(0u, position.Shares));
        await house.AssertAsMorphoSaysAsync([lender]);
    }

    private static AbiWriter With(MorphoMarket market) => new AbiWriter().Address(market.Loan).Address(market.Collateral).Address(market.Oracle).Address(market.Irm).UInt(market.Lltv);

    private sealed record House(ProtocolChain Chain, EvmAddress Morpho, EvmAddress View, MorphoMarket Market, MorphoBlueReader Reader)
    {
        public static async Task<House> BuildAsync(ProtocolChain chain, params EvmAddress[] people)
        {
            var (loan, collateral) = (await chain.DeployAsync("PlainToken"), await chain.DeployAsync("PlainToken"));
            var (oracle, rates) = (await chain.DeployAsync("MorphoOracle"), await chain.DeployAsync("MorphoRates"));
            var morpho = await chain.DeployAsync("MorphoBlue", new AbiWriter().Address(people[0]));
            var market = new MorphoMarket("COLL/LOAN", loan, 18, collateral, 18, oracle, rates, 860_000_000_000_000_000);
            await chain.SendAsync(people[0], oracle, "setPrice(uint256)", new AbiWriter().UInt(Par));
            await chain.SendAsync(people[0], morpho, "enableIrm(address)", new AbiWriter().Address(rates));
            await chain.SendAsync(people[0], morpho, "enableLltv(uint256)", new AbiWriter().UInt(market.Lltv));
            await chain.SendAsync(people[0], morpho, $"createMarket({Params})", With(market));
            foreach (var token in (EvmAddress[])[loan, collateral])
            {
                foreach (var person in people)
                {
                    await chain.SendAsync(person, token, "mint(address,uint256)", new AbiWriter().Address(person).UInt(10_000 * (UInt128)Ether));
                    await chain.SendAsync(person, token, "approve(address,uint256)", new AbiWriter().Address(morpho).UInt(UInt128.MaxValue));
                }
            }

            return new(chain, morpho, await chain.DeployAsync("MorphoView"), market, new(new(ProtocolChain.Chain, chain.Multicall, morpho, [market])));
        }

        /// <summary>Debt exactly as Morpho's own library has it at the block, and what is lent not more; returns the last debt.</summary>
        public async Task<UInt128> AssertAsMorphoSaysAsync(EvmAddress[] people)
        {
            var block = await Chain.PinAsync();
            UInt128 last = 0;
            foreach (var person in people)
            {
                var answer = await Chain.ReadAsync(Reader, person, block);
                Assert.Empty(answer.Problems);
                AbiWriter Arguments() => new AbiWriter().Address(Morpho).Tuple(With(Market)).Address(person);
                last = answer.Positions.Single(position => position.Key.Side == PositionSide.Debt).Amount;
                Assert.Equal(await Chain.AskAsync(block, View, $"owed(address,{Params},address)", Arguments()), last);
                var lent = answer.Positions.Single(position => position.Key.Side == PositionSide.Collateral && position.Key.Asset.Reference == Market.Loan.ToString()).Amount;
                Assert.True(lent <= await Chain.AskAsync(block, View, $"lent(address,{Params},address)", Arguments()));
            }

            return last;
        }

        public async Task<Int128?> FigureAsync(EvmAddress person, string name) =>
            (await Chain.ReadAsync(Reader, person, await Chain.PinAsync())).Health.Single(figure => figure.Name == name).Value;
    }
}
