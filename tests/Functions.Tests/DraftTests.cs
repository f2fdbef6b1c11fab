using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Functions.Tests;

public sealed class DraftTests
{
    private const int Mutations = 4_000;

    [Theory]
    [InlineData("*/2 * * * * *", 2)]
    [InlineData("*/60 * * * * *", 60)]
    [InlineData("0 */5 * * * *", 300)]
    [InlineData("*/7 * * * * *", null)]
    [InlineData("*/0 * * * * *", null)]
    [InlineData("0 */7 * * * *", null)]
    [InlineData("0 0 * * * *", null)]
    [InlineData("*/2 * * * *", null)]
    [InlineData("00:00:02", null)]
    [InlineData("", null)]
    public void ASchedule_IsEverySoManySecondsOrMinutes(string text, int? seconds) => Assert.Equal(seconds, (int?)Schedule.Parse(text)?.Period.TotalSeconds);

    [Theory]
    [InlineData(10_000, 10_000)]
    [InlineData(11_899, 10_000)]
    [InlineData(11_900, 12_000)]
    [InlineData(12_001, 12_000)]
    public void ATick_IsTheInstantThatIsDue_AndATimerMayBeAMomentEarly(long time, long tick) => Assert.Equal(tick, Tick.Of(time, TimeSpan.FromSeconds(2)));

    [Fact]
    public async Task AnyObservation_IsRefusedOrAttested_AndNeverThrows()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        var good = Assert.Single(await cloud.Observations.AllAsync());
        var random = new Random(20_261_120);
        var (refused, opened) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            var rules = cloud.Deployment.Shards[0];
            var changed = good with { Body = Mutate(random, good.Body.ToArray()) };
            if (DraftRound.Open(changed, cloud.Deployment.Domain, shard => shard == rules.Shard ? rules : null, cloud.Now, out var draft) is not null)
            {
                refused++;
                continue;
            }

            // What the header does not give away is found when it is bound.
            opened++;
            var head = Pipeline.ShardHead.Initial(rules, draft!.Tick - 1);
            Assert.True(draft.Make(new(head, 1, draft.ObservedAt!.Value), out var round) is not null || round is not null || draft.Tick <= head.Cursor.ObservedAt);
        }

        Assert.True(refused > 0 && opened > 0, $"{refused} {opened}");
    }

    [Theory]
    [InlineData("content type")]
    [InlineData("deployment")]
    [InlineData("shard")]
    [InlineData("tick")]
    [InlineData("ahead")]
    [InlineData("bound")]
    [InlineData("policy")]
    public async Task AnObservationThatIsWrong_NamesWhat(string what)
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        var good = Assert.Single(await cloud.Observations.AllAsync());
        Assert.Null(Encoding.RoundHeaderCodec.Peek(good.Body, out var header));
        var wrong = what switch
        {
            "content type" => good with { ContentType = "text/plain" },
            "deployment" => With(good, ObservedStream.DeploymentProperty, "another"),
            "shard" => With(good, ObservedStream.ShardProperty, "minors"),
            "tick" => With(good, ObservedStream.TickProperty, $"{header!.ObservedAt + 1}"),
            "bound" => good with { Body = Encoding.RoundHeaderCodec.Replace(good.Body, header! with { Epoch = 1 }) },
            "policy" => good with { Body = Encoding.RoundHeaderCodec.Replace(good.Body, header! with { PolicyDigest = default }) },
            _ => good with { Body = Encoding.RoundHeaderCodec.Replace(good.Body, header! with { ObservedAt = cloud.Now + 60_000 }) },
        };
        await cloud.NewAttest().RunAsync([cloud.Observations.Deliver(wrong)], new Execution(0), default);
        Assert.Empty(await cloud.LedgerAsync());
        Assert.NotEmpty(Assert.Single(await cloud.DeadLetters.AllAsync()).Properties[DeadLetter.ReasonProperty]);
    }

    [Fact]
    public async Task EvidenceThatDoesNotHold_IsADeadLetter()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        var good = Assert.Single(await cloud.Observations.AllAsync());
        Assert.Null(Encoding.RoundCodec.Decode(good.Body, out var round));
        var lie = round! with { Observations = [.. round.Observations.Select(observation => observation with { Value = Domain.Price.Parse("1") })] };
        await cloud.NewAttest().RunAsync([cloud.Observations.Deliver(good with { Body = Encoding.RoundCodec.Encode(lie) })], new Execution(0), default);
        Assert.Empty(await cloud.LedgerAsync());
        Assert.Contains("evidence of ETH/USD", Assert.Single(await cloud.DeadLetters.AllAsync()).Properties[DeadLetter.ReasonProperty], StringComparison.Ordinal);
    }

    private static StoredEvent With(StoredEvent stored, string name, string value) => stored with { Properties = new Dictionary<string, string>(stored.Properties) { [name] = value } };

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        if (random.Next(4) == 0) return bytes[..random.Next(bytes.Length)];
        for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
