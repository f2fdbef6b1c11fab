using CrossChainOracle.Node.Tests.Kit;

namespace CrossChainOracle.Node.Tests.Page;

/// <summary>The first screen, in a real browser.</summary>
/// <remarks>On a node of its own, which starts with these tests: that of the collection has been running for minutes when their turn comes, and its scenario, 288 s long, may have ended.</remarks>
public sealed class PageTests(CalmNode calm) : IClassFixture<CalmNode>
{
    private const string Rows = "[...document.querySelectorAll('#feeds tr')]";
    private const string Cells = Rows + ".map(row => [...row.children].map(cell => cell.innerText))";
    private const string State = "(document.getElementById('state')?.textContent ?? '')";

    [ChromiumFact]
    public async Task Page_ShowsEveryFeed_AndGoesOnLive()
    {
        await using var browser = await Browser.OpenAsync(calm.Running.Server.Address, width: 1200);
        await browser.UntilAsync($"{State}.startsWith('live') && {Rows}.length === 3 && {Rows}.every(row => row.children[4].innerText && row.children[6].innerText === 'everything')");
        var cells = (await browser.EvaluateAsync(Cells)).EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray()).ToList();
        Assert.Equal(["BTC/USD", "ETH/USD", "USDC/USD"], cells.Select(row => row[0]));
        foreach (var row in cells)
        {
            Assert.Matches(@"^[\d ]+\.\d+$", row[1]);
            Assert.Matches(@"^[\d ]+\.\d+$", row[2]);
            Assert.Matches(@"^[23] of 3\s+pyth ", row[3]);
            Assert.Matches(@"^\d+\.\d s$", row[4]);
            Assert.Equal(("closed", "everything"), (row[5], row[6]));
        }

        Assert.True((await browser.EvaluateAsync("document.getElementById('relay').hidden")).GetBoolean());
        var state = await browser.EvaluateAsync(State);
        var ages = await browser.EvaluateAsync($"{Rows}.map(row => row.children[4].innerText).join()");
        await browser.UntilAsync($"{State} !== {state.GetRawText()}");
        await browser.UntilAsync($"{Rows}.map(row => row.children[4].innerText).join() !== {ages.GetRawText()}");
        var prices = await browser.EvaluateAsync($"{Rows}.map(row => row.children[1].innerText).join()");
        await browser.UntilAsync($"{Rows}.map(row => row.children[1].innerText).join() !== {prices.GetRawText()}");
        Assert.Equal([], browser.Errors);
        if (Environment.GetEnvironmentVariable("PAGE_SCREENSHOT") is { Length: > 0 } file) await File.WriteAllBytesAsync(file, await browser.ScreenshotAsync());
    }

    [ChromiumFact]
    public async Task Page_WhoseFirstAnswersAreSlow_ShowsNoPriceYoungerThanItIs()
    {
        const string Slow = "{ const soon = fetch; fetch = async path => { const answer = await soon(path); await new Promise(late => setTimeout(late, 3000)); return answer; }; }";
        await using var browser = await Browser.OpenAsync(calm.Running.Server.Address, width: 1200, Slow);
        await browser.UntilAsync($"{Rows}.length === 3 && {Rows}.every(row => parseFloat(row.children[4].innerText) > 0)");
    }

    [ChromiumFact]
    public async Task Page_OnAPhone_ScrollsOnlyTheTable()
    {
        await using var browser = await Browser.OpenAsync(calm.Running.Server.Address, width: 360);
        await browser.UntilAsync($"{Rows}.length === 3");
        Assert.True((await browser.EvaluateAsync("document.documentElement.scrollWidth <= window.innerWidth")).GetBoolean());
        if (Environment.GetEnvironmentVariable("PAGE_SCREENSHOT") is { Length: > 0 } file) await File.WriteAllBytesAsync(file + ".phone.png", await browser.ScreenshotAsync());
    }
}
