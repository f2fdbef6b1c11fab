using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Feeds.Chainlink;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Feeds.Tests.Chainlink;

/// <summary>The real rounds of <c>tests/data/chainlink-rounds</c>.</summary>
public static class RecordedRounds
{
    public static IReadOnlyList<RecordedFeed> Feeds { get; } = Load();

    private static List<RecordedFeed> Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("tests", "data", "chainlink-rounds", "rounds.json")));
        return [.. document.RootElement.EnumerateArray().Select(feed => new RecordedFeed(
            feed.GetProperty("description").GetString()!,
            feed.GetProperty("decimals").GetByte(),
            [.. feed.GetProperty("rounds").EnumerateArray().Select(Round)]))];
    }

    private static RecordedRound Round(JsonElement round)
    {
        var id = Wide(round, "id");
        var updatedAt = round.GetProperty("updatedAt").GetUInt64();
        var full = round.TryGetProperty("answeredInRound", out _);
        return new(
            id,
            Int128.Parse(round.GetProperty("answer").GetString()!, CultureInfo.InvariantCulture),
            full ? round.GetProperty("startedAt").GetUInt64() : updatedAt,
            updatedAt,
            full ? Wide(round, "answeredInRound") : id,
            full ? null : new(round.GetProperty("phase").GetUInt16(), round.GetProperty("aggregatorRound").GetUInt64()));
    }

    private static UInt128 Wide(JsonElement round, string name) => UInt128.Parse(round.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}

/// <param name="Split">Phase and aggregator round where the recording states them apart from the id.</param>
public sealed record RecordedRound(UInt128 Id, Int128 Answer, ulong StartedAt, ulong UpdatedAt, UInt128 AnsweredInRound, PhaseRound? Split);

public sealed record RecordedFeed(string Description, byte Decimals, IReadOnlyList<RecordedRound> Rounds);
