using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Collateral.Tests.Evm.RealChain;

/// <summary>Coins, OpenZeppelin's tokens and vaults, and wrapped coins on a real node.</summary>
[Trait("Category", "RealChain")]
public sealed class TokensOnAnvilTests
{
    private const ulong Ether = 1_000_000_000_000_000_000;

    [RealChainFact]
    public async Task Tokens_AreReadAtThePinnedBlock_AndTheirLogsTellEveryChangeExactly()
    {
        using var chain = await ProtocolChain.StartAsync();
        var (alice, bob) = (chain.People[1], chain.People[2]);
        var (taxed, weth) = (await chain.DeployAsync("TaxedToken"), await chain.DeployAsync("Weth"));
        var reader = new Erc20Reader(new(ProtocolChain.Chain, Erc20Balances.Transferred, [new(taxed, 6), new(weth, 18, Erc20Events.Weth9)]));
        Task Act(Func<Task> act) => chain.AssertLogsTellTheChangesAsync([reader], [alice, bob], act);

        await Act(() => chain.SendAsync(alice, taxed, "mint(address,uint256)", new AbiWriter().Address(alice).UInt(1_000_000)));
        await Act(() => chain.SendAsync(alice, taxed, "transfer(address,uint256)", new AbiWriter().Address(bob).UInt(300_050)));
        await Act(() => chain.SendAsync(alice, taxed, "transfer(address,uint256)", new AbiWriter().Address(alice).UInt(100)));
        await Act(() => chain.SendAsync(bob, taxed, "transfer(address,uint256)", new AbiWriter().Address(alice).UInt(0)));
        await Act(() => chain.SendAsync(alice, weth, "deposit()", new AbiWriter(), Ether));
        var pinned = await chain.PinAsync();
        await Act(() => chain.SendAsync(alice, weth, "transfer(address,uint256)", new AbiWriter().Address(bob).UInt(Ether / 4)));
        await Act(() => chain.SendAsync(bob, weth, "withdraw(uint256)", new AbiWriter().UInt(Ether / 8)));

        Assert.Equal([699_949u, (UInt128)Ether], (await chain.ReadAsync(reader, alice, pinned)).Positions.Select(position => position.Amount));
        Assert.Equal([297_050u, (UInt128)Ether / 8], (await chain.ReadAsync(reader, bob, await chain.PinAsync())).Positions.Select(position => position.Amount));
    }

    [RealChainFact]
    public async Task Coins_AreReadAtThePinnedBlock()
    {
        using var chain = await ProtocolChain.StartAsync();
        var reader = new EvmNativeReader(new(ProtocolChain.Chain, EvmNativeMarkets.Ether, chain.Multicall));
        var vault = await chain.DeployAsync("Weth");
        Assert.Equal(0u, Assert.Single((await chain.ReadAsync(reader, vault, await chain.PinAsync())).Positions).Amount);
        await chain.SendAsync(chain.People[1], vault, "deposit()", new AbiWriter(), 3 * Ether);
        var block = await chain.PinAsync();
        await chain.SendAsync(chain.People[1], vault, "withdraw(uint256)", new AbiWriter().UInt(Ether));
        Assert.Equal((UInt128)3 * Ether, Assert.Single((await chain.ReadAsync(reader, vault, block)).Positions).Amount);
        Assert.Equal((UInt128)2 * Ether, Assert.Single((await chain.ReadAsync(reader, vault, await chain.PinAsync())).Positions).Amount);
    }

    [RealChainFact]
    public async Task Vaults_SharesChangeByLogsOnly_AndTheAmountIsNotMoreThanTheVaultWouldGive()
    {
        using var chain = await ProtocolChain.StartAsync();
        var (alice, bob) = (chain.People[1], chain.People[2]);
        var token = await chain.DeployAsync("PlainToken");
        var (vault, leaving) = (await chain.DeployAsync("Vault", new AbiWriter().Address(token)), await chain.DeployAsync("LeavingVault", new AbiWriter().Address(token)));
        var reader = new Erc4626Reader(new(ProtocolChain.Chain, Erc4626Redemption.Immediate, [new(vault, 21, token, 18), new(leaving, 21, token, 18)]));
        Task Act(Func<Task> act) => chain.AssertLogsTellTheChangesAsync([reader], [alice, bob], act);

        await chain.SendAsync(alice, token, "mint(address,uint256)", new AbiWriter().Address(alice).UInt(1_000 * (UInt128)Ether));
        foreach (var each in (EvmAddress[])[vault, leaving])
        {
            await chain.SendAsync(alice, token, "approve(address,uint256)", new AbiWriter().Address(each).UInt(UInt128.MaxValue));
            await Act(() => chain.SendAsync(alice, each, "deposit(uint256,address)", new AbiWriter().UInt((100 * (UInt128)Ether) + 7).Address(alice)));
            await Act(() => chain.SendAsync(alice, each, "transfer(address,uint256)", new AbiWriter().Address(bob).UInt(33_333_333_333_333_333)));

            // A gift to the vault raises what a share is worth and changes nobody's shares.
            await Act(() => chain.SendAsync(alice, token, "transfer(address,uint256)", new AbiWriter().Address(each).UInt((3 * (UInt128)Ether) + 1)));
            await Act(() => chain.SendAsync(bob, each, "redeem(uint256,address,address)", new AbiWriter().UInt(11_111).Address(bob).Address(bob)));
        }

        var block = await chain.PinAsync();
        foreach (var owner in (EvmAddress[])[alice, bob])
        {
            var answer = await chain.ReadAsync(reader, owner, block);
            Assert.Empty(answer.Problems);
            foreach (var (position, each) in answer.Positions.Zip((EvmAddress[])[vault, leaving]))
            {
                // A fee that is rounded up takes up to a unit more of few shares than of many.
                var (given, above) = (await chain.AskAsync(block, each, "previewRedeem(uint256)", new AbiWriter().UInt(position.Shares)), each == leaving ? 2u : 0);
                Assert.True(position.Shares > 0 && position.Amount <= given + above && position.Amount + 2 >= given, $"{position.Shares} shares are {position.Amount}, the vault would give {given}");
            }
        }
    }

    [RealChainFact]
    public async Task ContractsThatAreNotThose_AreProblemsWithTheirCauses()
    {
        using var chain = await ProtocolChain.StartAsync();
        var (token, burner) = (await chain.DeployAsync("PlainToken"), await chain.DeployAsync("GasBurner"));
        var nobody = EvmAddress.Parse(new('9', 40));
        var reader = new Erc20Reader(new(ProtocolChain.Chain, Erc20Balances.Transferred, [new(nobody, 18), new(burner, 18), new(token, 6), new(chain.Multicall, 18)]));
        var answer = await chain.ReadAsync(reader, chain.People[1], await chain.PinAsync());
        Assert.Empty(answer.Positions);
        Assert.Equal([RejectionCode.CallFailed, RejectionCode.CallFailed, RejectionCode.WrongFeed, RejectionCode.CallFailed], answer.Problems.Select(problem => problem.Code));
        Assert.Contains("returned nothing", answer.Problems[0].Detail, StringComparison.Ordinal);

        var vaults = new Erc4626Reader(new(ProtocolChain.Chain, Erc4626Redemption.Immediate, [new(token, 18, burner, 18)]));
        Assert.Equal(RejectionCode.CallFailed, Assert.Single((await chain.ReadAsync(vaults, chain.People[1], await chain.PinAsync())).Problems).Code);
    }
}
