using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Configuration;

namespace CrossChainOracle.Node.Tests.Commands;

public sealed class NextSetFileTests
{
    private const string Deployment = "crosschainoracle:test";

    /// <summary>Members in any order.</summary>
    internal static readonly byte[] Sound = System.Text.Encoding.UTF8.GetBytes("""
        { "members": ["0x0000000000000000000000000000000000000003", "0x0000000000000000000000000000000000000002"], "threshold": 2, "expiresAt": "2100-01-01", "validFrom": "2027-01-01T00:00:00Z" }
        """);

    [Fact]
    public void SmallForm_IsReadWithItsMembersInOrder()
    {
        var next = NextSetFile.Parse(Sound, Deployment, out var problems);
        Assert.Equal([], problems);
        Assert.Equal([Address(2), Address(3)], next!.Members);
        Assert.Equal((2, (uint?)null, (long?)1_798_761_600_000), (next.Threshold, next.Epoch, next.ValidFrom));
    }

    /// <summary>What one node answers under <c>/v1/attesters</c> names the set for another.</summary>
    [Fact]
    public void AttestersDocument_NamesItsNewestSetWhole()
    {
        var set = AttesterSet.Create(7, 2, 5_000, 9_000, [Address(2), Address(3)], out _)!;
        var before = AttesterSet.Create(6, 1, 1_000, 9_000, [Address(1)], out _)!;
        var document = AttestersDocument.Write(new(Deployment), (set, set.ExpiresAt), (before, 6_000));
        Assert.True(NextSetFile.Parse(document, Deployment, out _)!.Names(set));
        Assert.Null(NextSetFile.Parse(document, "crosschainoracle:other", out var problems));
        Assert.Contains("the configuration says crosschainoracle:other", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "members": [], "threshold": 1, "expiresAt": "2100-01-01" }""", "$: a set has 1 to 32 members")]
    [InlineData("""{ "members": ["0x0000000000000000000000000000000000000001", "0x0000000000000000000000000000000000000002"], "threshold": 1, "expiresAt": "2100-01-01" }""", "$: the threshold must be more than half")]
    [InlineData("""{ "members": ["0x0000000000000000000000000000000000000001", "0x0000000000000000000000000000000000000001"], "threshold": 2, "expiresAt": "2100-01-01" }""", "$: members must be distinct")]
    [InlineData("""{ "members": ["alice"], "threshold": 1, "expiresAt": "2100-01-01" }""", "$.members[0]: must be an address")]
    [InlineData("""{ "members": ["0x0000000000000000000000000000000000000001"], "threshold": 1 }""", "$.expiresAt: is missing")]
    [InlineData("""{ "members": ["0x0000000000000000000000000000000000000001"], "threshold": 1, "expiresAt": "2100-01-01", "treshold": 1 }""", "$.treshold: is not known here")]
    [InlineData("""{ "deployment": "crosschainoracle:test", "sets": [] }""", "$.sets: must have at least one")]
    [InlineData("""{ "deployment": "crosschainoracle:test", "sets": [{ "statement": "0x01" }] }""", "$.sets[0].statement: ")]
    public void BrokenFile_IsRefusedByTheMemberThatIsWrong(string json, string problem)
    {
        Assert.Null(NextSetFile.Parse(System.Text.Encoding.UTF8.GetBytes(json), Deployment, out var problems));
        Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    private static EvmAddress Address(int number) => EvmAddress.Parse($"0x{number:x40}");
}
