using CrossChainOracle.Rounds;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Feeds;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

public sealed class RoundEvidenceTests
{
    private const long Now = Samples.StartedAt + 60_000;
    private readonly PythMarket _market = new();

    public static TheoryData<string> Lies => [.. Tampered.Keys];

    /// <summary>What a lying reader may make of a Pyth observation whose update says something else.</summary>
    private static Dictionary<string, Func<Observation, Observation>> Tampered { get; } = new()
    {
        ["value"] = seen => seen with { Value = seen.Value + Price.FromScaled(1) },
        ["half-width"] = seen => seen with { HalfWidth = Price.Zero },
        ["published later"] = seen => seen with { PublishedAt = seen.PublishedAt + 1_000 },
        ["sequence"] = seen => seen with { Sequence = seen.Sequence + 1 },
        ["height"] = seen => seen with { Height = seen.Height + 1 },
        ["stage"] = seen => seen with { Stage = Stage.Finalized },
        ["other feed"] = seen => seen with { Feed = PythMarket.Btc },
        ["no evidence"] = seen => seen with { Anchor = Keys.Digest("nothing") },
        ["merely read"] = seen => seen with { Value = Price.Parse("2600"), Authenticity = Authenticity.QuorumRead, Anchor = default },
        ["unknown route"] = seen => seen with { Route = RouteId.Parse("pyth-other") },
    };

    [Fact]
    public void Check_OfWhatTheUpdatesSay_IsNull()
    {
        Assert.Null(_market.Evidence.Check(Round(_market.Look(Now)), PythMarket.Policy, Now));
        var nothing = _market.Look(Now) with { Observations = [], Evidence = [] };
        Assert.Null(_market.Evidence.Check(Round(nothing), PythMarket.Policy, Now));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public void Check_OfWhatTheUpdateDoesNotSay_IsRefused(string lie)
    {
        var refusal = Assert.IsType<Refusal.Recomputation>(_market.Evidence.Check(Round(Lie(_market.Look(Now), lie)), PythMarket.Policy, Now));
        Assert.StartsWith("evidence of ", refusal.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfEvidenceWithAFlippedByte_IsRefused()
    {
        var look = _market.Look(Now);
        var bytes = look.Evidence[0].Bytes.ToArray();
        for (var i = 0; i < bytes.Length; i += 7)
        {
            var flipped = bytes.ToArray();
            flipped[i] ^= 1;
            foreach (var digest in new[] { look.Evidence[0].Digest, Crypto.Keccak256.Hash(flipped) })
            {
                var forged = look with { Evidence = [new(digest, flipped)] };
                Assert.NotNull(_market.Evidence.Check(Round(forged), PythMarket.Policy, Now));
            }
        }
    }

    [Fact]
    public void Check_OfARoundThatIsOlderThanItsSignersEnd_HoldsAlsoAfterIt()
    {
        var market = new PythMarket(expiresAt: Now + 10_000);
        var round = Round(market.Look(Now));
        Assert.Null(market.Evidence.Check(round, PythMarket.Policy, Now + 86_400_000));
        Assert.NotNull(market.Evidence.Check(round with { ObservedAt = Now + 20_000 }, PythMarket.Policy, Now + 86_400_000));
        Assert.Null(market.Evidence.Check(round with { ObservedAt = Now + 20_000 }, PythMarket.Policy, Now));
    }

    [Fact]
    public void RefuseAny_TakesNoWordForAnAuthenticatedValue()
    {
        Assert.NotNull(RoundEvidence.RefuseAny(Round(_market.Look(Now)), PythMarket.Policy, Now));
        var read = _market.Look(Now);
        read = read with { Observations = [.. read.Observations.Where(observation => observation.Authenticity != Authenticity.Authenticated)] };
        Assert.Null(RoundEvidence.RefuseAny(Round(read), PythMarket.Policy, Now));
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task ALyingIngest_IsRefusedByEveryAttester_ForItsLie(string lie)
    {
        var world = new World { Policy = PythMarket.Policy };
        await using var process = await ShardProcess.StartAsync(world, Disk.InMemory(), _market.Evidence.Check);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var look = Lie(_market.Look(world.Time.GetUtcNow().ToUnixTimeMilliseconds()), lie);
        var waiting = Assert.IsType<RoundOutcome.Waiting>(await process.Round.RunAsync(world.Policy, look));
        Assert.Equal((0, 5), (waiting.Have, waiting.Faults.Count));
        Assert.All(waiting.Faults, fault => Assert.StartsWith("evidence of ", Assert.IsType<Refusal.Recomputation>(fault.Refusal).What, StringComparison.Ordinal));
        Assert.Empty(world.Signed);
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task ALeaderWithTheEvidence_LeavesTheLieOut_AndTheOthersKeepTheirPrice(string lie)
    {
        var world = new World { Policy = PythMarket.Policy };
        await using var process = await ShardProcess.StartAsync(world, Disk.InMemory(), _market.Evidence.Check);
        var leader = new AttestationRound(new(Samples.Domain, new PriceRules(world.Policy), world.Set, process.Wires, 0), process.Ledger, process.Stream, world.Time);
        await leader.LoadAsync(default);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var look = Lie(_market.Look(world.Time.GetUtcNow().ToUnixTimeMilliseconds()), lie);
        var published = Assert.IsType<RoundOutcome.Published>(await leader.RunAsync(world.Policy, look, _market.Evidence));
        Assert.All(published.Attestation.Leaves, leaf =>
        {
            Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
            Assert.IsType<PriceStatement>(statement);
        });
        var entry = await process.Ledger.ReadAsync(world.Policy.Shard.ToString(), 0);
        Assert.Null(RoundCodec.Decode(entry!.Reservation.Round, out var round));
        Assert.Equal(look.Observations.Count - 1, round!.Observations.Count);
        Assert.Equal(RejectionCode.BadProof, Assert.Single(round.Failures).Code);
        await process.SettleAsync();
    }

    [Fact]
    public async Task SignersThatExpireUnderAValue_CostThatValue_AndNotTheShard()
    {
        var world = new World { Policy = PythMarket.Policy };
        var market = new PythMarket(expiresAt: Now + 10_000);
        await using var process = await ShardProcess.StartAsync(world, Disk.InMemory(), market.Evidence.Check);
        var leader = new AttestationRound(new(Samples.Domain, new PriceRules(world.Policy), world.Set, process.Wires, 0), process.Ledger, process.Stream, world.Time);
        await leader.LoadAsync(default);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var look = market.Look(world.Time.GetUtcNow().ToUnixTimeMilliseconds());
        Assert.Equal(3, await UsedAsync(leader, look, market));
        world.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, await UsedAsync(leader, look, market));
        await process.SettleAsync();
    }

    private static async Task<int> UsedAsync(AttestationRound leader, Look look, PythMarket market)
    {
        var published = Assert.IsType<RoundOutcome.Published>(await leader.RunAsync(PythMarket.Policy, look, market.Evidence));
        return Assert.IsType<Domain.Aggregation.FeedOutcome.Priced>(published.Feeds[0]).Context.Votes.Count;
    }

    private static Look Lie(Look look, string lie) => look with
    {
        Observations = [.. look.Observations.Select(seen => seen.Feed == PythMarket.Eth && seen.Provider == Provider.Pyth ? Tampered[lie](seen) : seen)],
    };

    private static Round Round(Look look) => new()
    {
        Shard = PythMarket.Policy.Shard,
        Sequence = 0,
        PreviousDigest = default,
        Epoch = 1,
        ValidAfter = Now - 1_000,
        ObservedAt = Now,
        PolicyDigest = PolicyCodec.Digest(PythMarket.Policy),
        Observations = look.Observations,
        Failures = look.Failures,
        Evidence = look.Evidence,
    };
}
