using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc4626;
using CrossChainOracle.Collateral.MorphoBlue;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Pipeline.Tests.Accounts.RealChain;

/// <summary>Who can make us sign something false of a real node's state, and what only looks false.</summary>
[Trait("Category", "RealChain")]
public sealed class EvidenceOnAnvilTests(SharedChain shared) : IClassFixture<SharedChain>
{
    private readonly List<EndpointIncident> _incidents = [];

    [RealChainFact]
    public async Task AnEndpointThatInventsABalance_IsOutvotedByTwo_AndNamed()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(1_001);
        using var liar = new LyingEndpoint(chain.Address) { Lies = [(1_001, 1_000_000), (1_061, 1_000_000)] };
        await using var house = (await AccountHouse.OpenAsync((chain, owner))).Watch(chain, owner, chain.Reader(2, Note, chain.Address, liar.Address, new(chain.Address, "/?third")), isProven: false);
        Assert.Equal((1_001u, Authenticity.QuorumRead), Said((await house.TurnAsync()).Position));
        await chain.MintAsync(owner, 60);
        var round = await house.TurnAsync();
        Assert.Equal((1_061u, Authenticity.QuorumRead), Said(round.Position));
        var dissents = _incidents.OfType<EndpointIncident.Dissent>().ToList();
        Assert.Contains(dissents, dissent => dissent.Block.Hash == round.Of(chain.Chain).Head.Hash);
        Assert.All(dissents, dissent => Assert.EndsWith($":{liar.Address.Port}", dissent.Endpoint, StringComparison.Ordinal));
    }

    [RealChainFact]
    public async Task TwoEndpointsThatDisagreeOnABalance_StateNothingOfIt_AndOnEverything_HoldUpTheBlock()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(1_002);
        using var liar = new LyingEndpoint(chain.Address);
        await using var house = (await AccountHouse.OpenAsync((chain, owner))).Watch(chain, owner, chain.Reader(2, Note, chain.Address, liar.Address), isProven: false);
        var before = await house.TurnAsync();
        Assert.Equal(1_002u, before.Position.Seen);

        await chain.MintAsync(owner, 60);
        liar.Lies = [(1_062, 1_000_000), (TokenChain.Decimals, 6)];
        var held = await house.TurnAsync();
        Assert.Equal((0, before.Of(chain.Chain).ScannedTo, before.Of(chain.Chain).Head.Height + 1), (held.Collateral.Count, held.Of(chain.Chain).ScannedTo, held.Of(chain.Chain).Head.Height));

        liar.Lies = [(1_062, 1_000_000)];
        var gap = await house.TurnAsync();
        Assert.Empty(gap.Collateral);
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.Single(gap.ProblemsOf(Assert.Single(gap.Gaps))).Code);
        Assert.Equal(CollateralGapReason.ReadFailed, gap.Gaps[0].Reason);

        liar.Lies = [];
        await chain.MineAsync(1);
        var again = await house.TurnAsync();
        Assert.Empty(again.Gaps);
        Assert.Equal((1_062u, true), (again.Position.Seen, again.Position.IsWindowUnknown));
        Assert.InRange(again.Position.Credited, 0u, 1_002u);
    }

    [RealChainFact]
    public async Task ALiarThatIsAskedAlone_IsDisprovenByTheProofItGives()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(1_003);
        using var liar = new LyingEndpoint(chain.Address);
        await using var house = (await AccountHouse.OpenAsync((chain, owner))).Watch(chain, owner, chain.Reader(1, Note, liar.Address));
        Assert.Equal((1_003u, Authenticity.Authenticated), Said((await house.TurnAsync()).Position));
        await chain.MintAsync(owner, 60);
        liar.Lies = [(1_063, 1_000_000)];
        var round = await house.TurnAsync();
        Assert.Empty(round.Collateral);
        var problem = Assert.Single(round.ProblemsOf(Assert.Single(round.Gaps)));
        Assert.Equal(RejectionCode.BadProof, problem.Code);
        Assert.Contains("was read as 1000000 and is proven as 1063", problem.Detail, StringComparison.Ordinal);
    }

    [RealChainFact]
    public async Task AVaultWhoseShareIsWorthMore_ChangesItsMarketsStatement_AndNobodysPosition()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(1_004);
        var vaults = new Erc4626Reader(new(chain.Chain, Erc4626Redemption.Immediate, [new(chain.Vault, 21, chain.Token, TokenChain.Decimals)]));
        await chain.SendAsync(owner, chain.Token, "approve(address,uint256)", new AbiWriter().Address(chain.Vault).UInt(1_004));
        await chain.SendAsync(owner, chain.Vault, "deposit(uint256,address)", new AbiWriter().UInt(1_000).Address(owner));
        await chain.MineAsync(2 * TokenChain.Epoch);
        await using var house = (await AccountHouse.OpenAsync((chain, owner))).Watch(chain, owner, chain.Reader(), isProven: true, vaults);
        var before = await house.TurnAsync();
        Assert.Equal((1_000_000u, Authenticity.QuorumRead), Said(before.Position));
        Assert.Equal(1_000u, before.Position.Amount);

        await chain.MintAsync(chain.Vault, 500);
        var round = await house.TurnAsync();
        Assert.Empty(round.Collateral);
        var (old, now) = (Assert.Single(before.Markets), Assert.Single(round.Markets));
        Assert.Equal(old.Market, now.Market);
        Assert.True(now.Index.CompareValue(old.Index) > 0, $"{old.Index} became {now.Index}");
        Assert.Equal(0, now.Bound.CompareValue(old.Index));

        // The same fact, worth no more until the higher price is final.
        var repeated = (await house.TurnAsync(AccountHouse.Heartbeat)).Position;
        Assert.Equal((before.Position.At, before.Position.Seen, before.Position.Amount), (repeated.At, repeated.Seen, repeated.Amount));
    }

    [RealChainFact]
    public async Task ATokenThatAProtocolHolds_IsNotDisprovenByWhatTheOwnerHoldsHimself()
    {
        var chain = await shared.StartedAsync();
        var owner = await chain.MeetAsync(1_005);
        var (loan, oracle, rates) = (await chain.DeployAsync("PlainToken"), await chain.DeployAsync("MorphoOracle"), await chain.DeployAsync("MorphoRates"));
        var morpho = await chain.DeployAsync("MorphoBlue", new AbiWriter().Address(owner));
        var market = new MorphoMarket("COLL/LOAN", loan, 18, chain.Token, TokenChain.Decimals, oracle, rates, 860_000_000_000_000_000);
        AbiWriter With() => new AbiWriter().Address(market.Loan).Address(market.Collateral).Address(market.Oracle).Address(market.Irm).UInt(market.Lltv);
        const string Params = "(address,address,address,address,uint256)";
        await chain.SendAsync(owner, oracle, "setPrice(uint256)", new AbiWriter().UInt(1_000_000_000_000_000_000));
        await chain.SendAsync(owner, morpho, "enableIrm(address)", new AbiWriter().Address(rates));
        await chain.SendAsync(owner, morpho, "enableLltv(uint256)", new AbiWriter().UInt(market.Lltv));
        await chain.SendAsync(owner, morpho, $"createMarket({Params})", With());
        await chain.SendAsync(owner, chain.Token, "approve(address,uint256)", new AbiWriter().Address(morpho).UInt(1_005));
        await chain.SendAsync(owner, morpho, $"supplyCollateral({Params},uint256,address,bytes)", With().UInt(500).Address(owner).Bytes([]));
        await chain.MineAsync(2 * TokenChain.Epoch);

        var watcher = AccountHouse.WatcherOf(chain, owner, chain.Reader(), TimeProvider.System, isProven: true, chain.Tokens, new MorphoBlueReader(new(chain.Chain, chain.Multicall, morpho, [market])));
        var account = Assert.Single((await watcher.LookAsync([], default)).Accounts);
        Assert.Empty(account.Problems);
        Assert.Equal(
            [("erc20", 505u, Authenticity.Authenticated), ("morpho-blue", 500u, Authenticity.QuorumRead)],
            account.Positions.Where(position => position.Key.Asset == chain.Asset).Select(position => (position.Key.Source, position.Seen, position.Evidence)));
    }

    private void Note(EndpointIncident incident)
    {
        lock (_incidents) _incidents.Add(incident);
    }

    private static (UInt128 Seen, Authenticity Evidence) Said(CollateralStatement statement) => (statement.Seen, statement.Evidence);
}
