using CrossChainOracle.RelayChaos.Chains;

namespace CrossChainOracle.RelayChaos.Tests;

public class PlanTests
{
    [Fact]
    public void Plan_IsTheSameForASeed_AndHasEveryKindEverywhere()
    {
        var plan = Trouble.Plan(7, 240_000);
        Assert.Equal(plan, Trouble.Plan(7, 240_000));
        Assert.NotEqual(plan, Trouble.Plan(8, 240_000));
        Assert.Equal(plan.OrderBy(static trouble => trouble.At), plan);
        Assert.All(Enum.GetValues<TroubleKind>(), kind => Assert.Equal(ChainPlan.All.Count, plan.Where(trouble => trouble.Kind == kind).Select(static trouble => trouble.Chain).Distinct().Count()));
    }

    [Fact]
    public void Reorganisations_StayAboveWhatIsFinal() =>
        Assert.All(Trouble.Plan(1, 3_600_000).Where(static trouble => trouble.Kind is TroubleKind.ReorgBack or TroubleKind.ReorgGone), static trouble => Assert.True(trouble.Amount < ChainPlan.FinalDepth));

    [Theory]
    [InlineData("--minutes", "0")]
    [InlineData("--minutes")]
    [InlineData("--speed", "fast")]
    [InlineData("--what")]
    public void Parse_OfWhatIsNoCommandLine_SaysWhat(params string[] arguments)
    {
        Assert.Null(ChaosOptions.Parse(arguments, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Command_SaysTheSameRunAgain()
    {
        var options = ChaosOptions.Parse(["--minutes", "4", "--seed", "7", "--speed", "6"], out _)!;
        Assert.Equal(options, ChaosOptions.Parse(options.Command.Split(' ').SkipWhile(static word => word != "--").Skip(1).ToArray(), out _));
    }

    [Fact]
    public async Task FastTime_ShowsTheSameEverywhere_AndItsTimersFireEarly()
    {
        var (start, wall) = (DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000), DateTimeOffset.UtcNow.AddSeconds(-2));
        var (one, other) = (new FastTime(start, wall, 60), new FastTime(start, wall, 60));
        var before = one.Now;
        await Task.Delay(TimeSpan.FromMinutes(1), one);

        // The platform's timers fire up to one of their ticks (16 ms) early, which is sixty times as much here.
        Assert.True(other.Now - before >= 60_000 - (60 * 16));
        Assert.True(before >= start.ToUnixTimeMilliseconds() + 120_000);
    }
}
