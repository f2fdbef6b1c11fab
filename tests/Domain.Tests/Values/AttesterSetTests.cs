namespace CrossChainOracle.Domain.Tests.Values;

public class AttesterSetTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(5, 5)]
    [InlineData(32, 17)]
    public void ASetWithAMajorityThreshold_IsSound(int members, int threshold)
    {
        var set = AttesterSet.Create(7, threshold, 10, 11, Members(members), out var problem);
        Assert.Null(problem);
        Assert.NotNull(set);
        Assert.Equal((7u, threshold, 10L, 11L, members), (set.Epoch, set.Threshold, set.ValidFrom, set.ExpiresAt, set.Members.Count));
    }

    [Theory]
    [InlineData(0, 1, "1 to 32 members, not 0")]
    [InlineData(33, 17, "1 to 32 members, not 33")]
    [InlineData(5, 2, "more than half of 5 members and at most all, not 2")]
    [InlineData(4, 2, "more than half of 4 members and at most all, not 2")]
    [InlineData(5, 6, "more than half of 5 members and at most all, not 6")]
    [InlineData(1, 0, "not 0")]
    [InlineData(3, -1, "not -1")]
    [InlineData(3, int.MinValue, "not -2147483648")]
    [InlineData(3, int.MaxValue, "not 2147483647")]
    public void MembersAndThreshold_JustOutside_AreNamed(int members, int threshold, string problem) => Refused(problem, threshold, 1, 2, Members(members));

    [Theory]
    [InlineData(5, 5, "expire after it begins: 5 to 5")]
    [InlineData(6, 5, "expire after it begins")]
    [InlineData(-1, 5, "48 bits")]
    [InlineData(0, UnixTime.MaxValue + 1, "48 bits")]
    public void Times_JustOutside_AreNamed(long from, long until, string problem) => Refused(problem, 1, from, until, Members(1));

    [Fact]
    public void MembersOutOfOrder_Repeated_OrZero_AreNamed()
    {
        var members = Members(3);
        Refused("member 0 is the zero address", 2, 1, 2, [default, members[1], members[2]]);
        Refused("member 2", 2, 1, 2, [members[0], members[1], members[1]]);
        Refused("member 1", 2, 1, 2, [members[1], members[0], members[2]]);
    }

    [Fact]
    public void Equality_IsByContent_AndTheSetKeepsItsOwnCopy()
    {
        var members = Members(3);
        var set = AttesterSet.Create(1, 2, 1, 2, members, out _);
        var same = AttesterSet.Create(1, 2, 1, 2, Members(3), out _);
        members[0] = Members(9)[8];
        Assert.Equal(set, same);
        Assert.Equal(set!.GetHashCode(), same!.GetHashCode());
        Assert.NotEqual(set, AttesterSet.Create(2, 2, 1, 2, Members(3), out _));
        Assert.NotEqual(set, AttesterSet.Create(1, 3, 1, 2, Members(3), out _));
        Assert.NotEqual(set, AttesterSet.Create(1, 2, 0, 2, Members(3), out _));
        Assert.NotEqual(set, AttesterSet.Create(1, 2, 1, 3, Members(3), out _));
        Assert.NotEqual(set, AttesterSet.Create(1, 2, 1, 2, [.. Members(4).Skip(1)], out _));
    }

    private static void Refused(string expected, int threshold, long from, long until, IReadOnlyList<EvmAddress> members)
    {
        Assert.Null(AttesterSet.Create(1, threshold, from, until, members, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    private static EvmAddress[] Members(int count) =>
        [.. Enumerable.Range(1, count).Select(i => EvmAddress.Parse(i.ToString("x40", System.Globalization.CultureInfo.InvariantCulture)))];
}
