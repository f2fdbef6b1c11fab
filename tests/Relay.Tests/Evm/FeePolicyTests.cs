using CrossChainOracle.Relay.Evm.Sending;

namespace CrossChainOracle.Relay.Tests.Evm;

public sealed class FeePolicyTests
{
    private static readonly FeeOptions Options = new() { MinimumTip = 10, MaximumTip = 1_000, BlocksAhead = 2 };

    /// <summary>next base fee, tips, ceiling; maximum fee and tip, or null: too dear.</summary>
    public static TheoryData<ulong, ulong[], ulong, ulong?, ulong> Table => new()
    {
        // Two full blocks: 800, 900, 1012.
        { 800, [50, 60, 70], 10_000, 1_012 + 60, 60 },

        // Empty blocks say nothing; of an even number the upper of the two middles.
        { 800, [0, 50, 0, 60, 0], 10_000, 1_012 + 60, 60 },
        { 800, [0, 0], 10_000, 1_012 + 10, 10 },
        { 800, [], 10_000, 1_012 + 10, 10 },

        // Tips are kept between the least and the most.
        { 800, [1], 10_000, 1_012 + 10, 10 },
        { 800, [5_000], 10_000, 1_012 + 1_000, 1_000 },

        // No base fee: the chain is paid by tips alone.
        { 0, [300], 10_000, 300, 300 },

        // A small base fee still grows by a wei a block.
        { 1, [10], 10_000, 3 + 10, 10 },

        // The ceiling cuts the reserve first, then the tip; below base fee and least tip there is no offer.
        { 800, [60], 1_000, 1_000, 60 },
        { 800, [60], 850, 850, 50 },
        { 800, [60], 810, 810, 10 },
        { 800, [60], 809, null, 810 },
        { 800, [60], 0, null, 810 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void First_OffersWhatTheNewestBlocksPaid_WithinTheCeiling(ulong baseFee, ulong[] tips, ulong ceiling, ulong? maximum, ulong tipOrNeeded)
    {
        var decision = FeePolicy.First(History(baseFee, tips), Options, ceiling);
        Assert.Equal(maximum is { } fee ? new FeeDecision.Offer(new(fee, tipOrNeeded)) : new FeeDecision.TooDear(tipOrNeeded, ceiling), decision);
    }

    [Theory]
    [InlineData(1_000, 100, 800, 10_000, 1_125, 113)]
    [InlineData(1_000, 100, 2_000, 10_000, 2_541, 113)]
    [InlineData(1, 0, 0, 10_000, 10, 10)]
    [InlineData(1_000, 100, 800, 1_125, 1_125, 113)]
    public void Bump_RaisesBothFields(ulong maximum, ulong tip, ulong baseFee, ulong ceiling, ulong newMaximum, ulong newTip) =>
        Assert.Equal(new FeeDecision.Offer(new(newMaximum, newTip)), FeePolicy.Bump(new(maximum, tip), History(baseFee, [10]), Options, ceiling));

    [Fact]
    public void Bump_BeyondTheCeiling_IsTooDear() =>
        Assert.Equal(new FeeDecision.TooDear(1_125, 1_124), FeePolicy.Bump(new(1_000, 100), History(800, [10]), Options, 1_124));

    [Fact]
    public void EveryOffer_FitsTheCeilingAndTheNextBlock_AndEveryBumpIsTakenByGeth()
    {
        var random = new Random(1);
        var (offers, bumps) = (0, 0);
        for (var i = 0; i < 50_000; i++)
        {
            var history = new FeeHistory(Fee(random), [.. Enumerable.Range(0, random.Next(6)).Select(_ => Fee(random))]);
            var options = new FeeOptions { BlocksAhead = random.Next(65), MinimumTip = (ulong)random.Next(1_000), BumpPermille = random.Next(101, 400) };
            var ceiling = Fee(random);
            if (FeePolicy.First(history, options, ceiling) is not FeeDecision.Offer(var fees)) continue;
            offers++;
            Assert.True(fees.MaximumFeePerGas <= ceiling && fees.Tip <= fees.MaximumFeePerGas, $"case {i}: {fees} under {ceiling}");
            Assert.True(fees.MaximumFeePerGas >= history.NextBaseFee + options.MinimumTip && fees.Tip >= options.MinimumTip, $"case {i}: {fees} at {history.NextBaseFee}");
            var later = history with { NextBaseFee = Fee(random) };
            if (FeePolicy.Bump(fees, later, options, FeeOptions.Limit) is not FeeDecision.Offer(var bumped)) continue;
            bumps++;

            // geth, core/txpool/legacypool/list.go: both fields at least old * (100 + 10) / 100, and above the old ones.
            Assert.True(bumped.MaximumFeePerGas > fees.MaximumFeePerGas && bumped.MaximumFeePerGas * 100 >= fees.MaximumFeePerGas * 110, $"case {i}: {fees} to {bumped}");
            Assert.True(bumped.Tip > fees.Tip && bumped.Tip * 100 >= fees.Tip * 110, $"case {i}: {fees} to {bumped}");
            Assert.True(bumped.Tip <= bumped.MaximumFeePerGas && bumped.Covers(later.NextBaseFee), $"case {i}: {bumped}");
        }

        Assert.True(offers > 10_000 && bumps > 10_000, $"{offers} offers, {bumps} bumps");
    }

    private static FeeHistory History(UInt128 baseFee, ulong[] tips) => new(baseFee, [.. tips.Select(tip => (UInt128)tip)]);

    /// <summary>Of any size up to the limit, each length of number as often as the other.</summary>
    private static UInt128 Fee(Random random) => ((UInt128)(ulong)random.NextInt64() << 16 | (ulong)random.Next(65_536)) >> random.Next(80) & FeeOptions.Limit;
}
