using System.Text.Json.Nodes;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>Every reader against answers and logs of another encoder and against figures of another arithmetic.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Worlds => new(Vectors.All.Select(world => (string)world!["name"]!));

    /// <summary>The asked call data are those that ethers encodes: the answers are found by them.</summary>
    [Theory]
    [MemberData(nameof(Worlds))]
    public void Reader_AsksAsTheAbiSaysAndReadsWhatFollows(string name)
    {
        var world = Vectors.Named(name);
        var answer = Vectors.Read(world);
        Assert.Empty(answer.Problems);
        Assert.Equal(Lines(world["positions"]!), answer.Positions.Select(Line).Order());
        Assert.Equal(
            world["figures"]!.AsArray().Select(figure => $"{figure!["name"]} {figure["value"]} {figure["decimals"]}").Order(),
            answer.Health.Select(figure => $"{figure.Name} {figure.Value} {figure.Decimals}").Order());
        Assert.All(answer.Positions, position => Assert.Equal(((string)world["source"]!, Vectors.OwnerOf(world).ToString()), (position.Key.Source, position.Key.Owner.Address)));
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Changes_AreThoseOfTheEncodedLogs_AndEachIsWatchedWithItsOwner(string name)
    {
        var world = Vectors.Named(name);
        var reader = Vectors.ReaderOf(world);
        foreach (var log in world["logs"]!.AsArray())
        {
            var parsed = Vectors.LogOf(log!);
            var changes = reader.ChangesOf(parsed);
            Assert.Equal(
                log!["changes"]!.AsArray().Select(change => $"{change!["owner"]} {change["market"]} {change["asset"]} {change["side"]} {change["delta"]}"),
                changes.Select(change => $"{change.Owner} {change.Market} {change.Asset} {change.Side} {change.Delta}"));
            foreach (var change in changes)
            {
                var padded = new string('0', 24) + change.Owner.ToString()[2..];
                Assert.Contains(reader.Watches, watch => watch.Contract == parsed.Contract && watch.Topic0 == parsed.Topics[0] && watch.OwnerTopics.Any(topic => parsed.Topics[topic].ToString()[2..] == padded));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Changes_AreOfPositionsThatTheReaderGives(string name)
    {
        var world = Vectors.Named(name);
        var reader = Vectors.ReaderOf(world);
        var keys = Vectors.Read(world).Positions.Select(position => (position.Key.Market, position.Key.Asset, position.Key.Side)).ToHashSet();
        Assert.All(world["logs"]!.AsArray().SelectMany(log => reader.ChangesOf(Vectors.LogOf(log!))), change => Assert.Contains((change.Market, change.Asset, change.Side), keys));
        Assert.True(reader.Rule == CreditRule.TransactionNet || world["logs"]!.AsArray().Count == 0, "only TransactionNet tells changes");
    }

    private static IOrderedEnumerable<string> Lines(JsonNode positions) =>
        positions.AsArray().Select(position => $"{position!["market"]} {position["asset"]} {position["side"]} {position["shares"]} {position["amount"]} {position["decimals"]}").Order();

    private static string Line(Position position) =>
        $"{position.Key.Market} {position.Key.Asset} {position.Key.Side} {position.Shares} {position.Amount} {position.Decimals}";
}
