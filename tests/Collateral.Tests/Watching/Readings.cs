using System.Numerics;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Watching;

/// <summary>What holds for every reading, and what counts of some.</summary>
internal static class Readings
{
    /// <summary>Where the window is known, what is final and every change give what is seen, in the order of the round's bytes.</summary>
    public static void AddUp(PositionReading reading)
    {
        if (!reading.IsWindowUnknown) Assert.Equal((BigInteger)reading.Seen, reading.Changes.Aggregate((BigInteger)reading.Finalized, (sum, change) => sum + (BigInteger)change.Delta));
        Assert.Equal(reading.Changes.OrderBy(change => (change.Height, change.Unit, change.Delta)), reading.Changes);
        Assert.DoesNotContain(reading.Changes, change => change.Unit.IsZero);
    }

    /// <summary>By the credit rule, of positions in one asset.</summary>
    public static int Credited(params IReadOnlyCollection<PositionReading> readings)
    {
        var lines = readings.Select(reading => new CreditLine.Read(reading.Key, reading.Rule, reading.Finalized, reading.Seen, reading.Bound, reading.Index, reading.Decimals)).ToList();
        var changes = readings.SelectMany(reading => reading.Changes.Select(change => new UnitChange(reading.Key, change.Unit, change.Delta))).ToList();
        var credit = Assert.Single(Credit.Of(lines, changes));
        Assert.Empty(credit.Problems);
        return (int)credit.Credited;
    }
}
