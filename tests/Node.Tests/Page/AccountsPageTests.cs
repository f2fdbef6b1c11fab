using CrossChainOracle.Node.Tests.Kit;

namespace CrossChainOracle.Node.Tests.Page;

/// <summary>The accounts on the first screen, in a real browser, of the program as users start it.</summary>
public sealed class AccountsPageTests
{
    private const string Cards = "[...document.querySelectorAll('#cards article')]";
    private const string Chains = "[...document.querySelectorAll('#chains tr')]";
    private const string Narrow = "document.documentElement.scrollWidth <= window.innerWidth";

    [ChromiumFact]
    public async Task Page_WithAccounts_ShowsThoseOfAllThreeChainsWithCreditAndStage()
    {
        using var node = NodeProcess.Start("sandbox", "--accounts", "--port", "0");
        await using var browser = await Browser.OpenAsync(await node.AddressAsync(), width: 1200);
        await browser.UntilAsync($"{Cards}.length === 3 && {Chains}.length === 3 && ['cosmos:', 'eip155:', 'solana:'].every(chain => {Cards}[0].querySelector('tbody')?.innerText.includes(chain)) && {Cards}.every(card => card.querySelector('.credited') && card.querySelector('tbody tr'))");
        Assert.Equal(["alice", "bob", "carol"], await TextsAsync(browser, $"{Cards}.map(card => card.querySelector('h3').innerText)"));
        foreach (var credited in await TextsAsync(browser, $"{Cards}.map(card => card.querySelector('.credited').innerText)")) Assert.Matches(@"^\d[\d ]*\.\d+$", credited);
        foreach (var stage in await TextsAsync(browser, $"{Cards}.flatMap(card => [...card.querySelectorAll('dd.stage, td.stage')]).map(cell => cell.innerText)")) Assert.Matches(@"^[●○]{4} (seen|confirmed|safe|finalized)(\n|$)", stage);
        foreach (var verdict in await TextsAsync(browser, $"{Cards}.map(card => card.querySelector('ul').textContent)")) Assert.Matches("^(?:[✓✗] (?:open|borrow|withdraw|liquidate|relay): (?:yes|no)){5}$", verdict);
        foreach (var chain in await TextsAsync(browser, $"{Chains}.map(row => row.innerText)")) Assert.Matches(@"^(cosmos|eip155|solana):\S+\s+[✓✗] [a-z]", chain);

        // What the script moves is seen without the page being loaded again.
        await browser.UntilAsync("document.querySelector('#cards .changed') && document.querySelector('#cards .upgraded')");
        Assert.False((await browser.EvaluateAsync("document.getElementById('accounts').hidden")).GetBoolean());
        Assert.Equal([], browser.Errors);
        if (Environment.GetEnvironmentVariable("PAGE_SCREENSHOT") is { Length: > 0 } file) await File.WriteAllBytesAsync(file + ".accounts.png", await browser.ScreenshotAsync());
    }

    [ChromiumFact]
    public async Task Page_OfAReorganisation_ShowsTheRetractionUnlikeUpgrades()
    {
        using var node = NodeProcess.Start("sandbox", "--scenario", "reorg", "--port", "0");
        await using var browser = await Browser.OpenAsync(await node.AddressAsync(), width: 360);
        await browser.UntilAsync("document.querySelector('#cards .retracted') && document.querySelector('#cards .upgraded')");
        var retraction = Assert.Single(await TextsAsync(browser, "[[...document.querySelectorAll('#cards .retracted')].at(-1).textContent]"));
        Assert.Matches(@"^✗ retracted\d\d:\d\d:\d\d #\d+ erc(20|4626) .* on eip155:31338 block \d+ 0x\S+ lost to → 0x\S+; nothing up to #\d+ counts$", retraction);
        Assert.Equal(2, (await TextsAsync(browser, "['retracted', 'upgraded'].map(kind => getComputedStyle(document.querySelector('#cards .' + kind)).borderLeftColor)")).Distinct().Count());
        Assert.True((await browser.EvaluateAsync("document.querySelector('#cards .retracted s') && !document.querySelector('#cards .upgraded s')")).GetBoolean());
        Assert.True((await browser.EvaluateAsync(Narrow)).GetBoolean());
        Assert.Equal([], browser.Errors);
        if (Environment.GetEnvironmentVariable("PAGE_SCREENSHOT") is { Length: > 0 } file) await File.WriteAllBytesAsync(file + ".reorg.png", await browser.ScreenshotAsync());
    }

    private static async Task<string[]> TextsAsync(Browser browser, string expression) => [.. (await browser.EvaluateAsync(expression)).EnumerateArray().Select(text => text.GetString()!)];
}
