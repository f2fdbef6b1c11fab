using System.Text.Json;

namespace CrossChainOracle.Gas.Tests;

public class TableTests
{
    /// <summary>The example of EIP-7623: 21,000 and 10 a token, a token per zero byte and four per other byte; EIP-2028's price is 4 a token.</summary>
    [Fact]
    public void AReceipt_KnowsWhatItsBytesCost()
    {
        var receipt = new Receipt(21_000 + (10 * 11), [0, 0, 0, 1, 2]);
        Assert.Equal((5, 2, 44L, 21_110L, true), (receipt.Bytes, receipt.NonZero, receipt.CalldataGas, receipt.Floor, receipt.FloorBinds));
        Assert.False(new Receipt(21_111, [0, 0, 0, 1, 2]).FloorBinds);
    }

    [Fact]
    public void ARow_IsJudgedByItsMedian_AndMeetsItsLimitExactly()
    {
        var row = Of(100, 90, 110, 300, 95);
        Assert.Equal((100, 210), (row.Median.Gas, row.Spread));
        Assert.False((row with { Limit = 100 }).IsMissed);
        Assert.True((row with { Limit = 99 }).IsMissed);
        Assert.False(row.IsMissed);
    }

    [Fact]
    public void ATable_SaysWhatIsMissed_AndLeavesOutWhatIsEmpty()
    {
        var table = new GasTable([Of(1_234) with { Limit = 1_000 }, Of(1_233) with { Limit = 2_000 }], []);
        var lines = table.ToMarkdown().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                "### One price, x → y",
                "| whose | what | gas | spread | first write | calldata, bytes | its gas | floor | limit |",
                "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
                "| them | that | 1,233 | 0 | 2,000 | 1 | 16 | 21,040 | 2,000 met |",
                "| them | that | 1,234 | 0 | 2,000 | 1 | 16 | 21,040 | 1,000 **missed** |",
            ],
            lines);
        Assert.Equal([1_234L], table.Missed.Select(row => row.Median.Gas));
    }

    [Fact]
    public void TheJson_SaysTheSame()
    {
        using var json = JsonDocument.Parse(new GasTable([Of(1_234) with { Limit = 1_000 }], [new("them", "a read", 9, 5)]) { Published = PublishedFigures.All }.ToJson());
        var row = json.RootElement.GetProperty("rows")[0];
        Assert.Equal(("One", 1_234, false), (row.GetProperty("section").GetString(), row.GetProperty("gas").GetInt32(), row.GetProperty("met").GetBoolean()));
        Assert.Equal(9, json.RootElement.GetProperty("reads")[0].GetProperty("cold").GetInt32());
        Assert.Equal(PublishedFigures.All.Count, json.RootElement.GetProperty("published").GetArrayLength());
    }

    /// <summary>Of three steps: the set's slot, a recovery, a price's slot; each costs what is left less what is left before the next.</summary>
    [Fact]
    public void ASplit_AddsUpToTheTransaction()
    {
        using var trace = JsonDocument.Parse(
            """{"gas":31000,"structLogs":[{"op":"SLOAD","gas":10000},{"op":"STATICCALL","gas":7900},{"op":"SSTORE","gas":4800},{"op":"STOP","gas":1900}]}""");
        var split = GasSplit.Of("a post", [1], trace.RootElement);
        Assert.Equal((16L, 3_100L, 2_100L, 2_900L, 31_000L), (split.Calldata, split.Recover, split.Set, split.Storage, split.Total));
    }

    private static Row Of(params long[] gas) => new(Section.One, "them", "that", new(2_000, [1]), [.. gas.Select(value => new Receipt(value, [1]))]);
}
