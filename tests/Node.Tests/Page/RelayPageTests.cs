using CrossChainOracle.Node.Tests.Commands;
using CrossChainOracle.Node.Tests.Kit;

namespace CrossChainOracle.Node.Tests.Page;

/// <summary>What was posted, on the first screen, in a real browser and on real chains.</summary>
[Trait("Category", "RealChain")]
public sealed class RelayPageTests
{
    private const string Cards = "[...document.querySelectorAll('#relays article')]";
    private const string Rows = Cards + ".flatMap(card => [...card.querySelectorAll('tbody tr')])";
    private const string Receipts = Cards + ".flatMap(card => [...card.querySelectorAll('.receipts li')])";

    [AnvilChromiumFact]
    public async Task Page_WithARelay_ShowsPriceGasAndLatencyPerChain()
    {
        using var node = NodeProcess.Start("sandbox", "--relay", "--port", "0");
        var address = await node.AddressAsync();
        await using (var browser = await Browser.OpenAsync(address, width: 1200))
        {
            await browser.UntilAsync($"{Cards}.length === 2 && {Rows}.length === 6 && {Rows}.every(row => row.children[6].innerText) && {Receipts}.some(item => item.className === 'final')");
            Assert.Equal(["eip155:31340", "eip155:31341"], await TextsAsync(browser, $"{Cards}.map(card => card.querySelector('h3').innerText)"));
            foreach (var row in await TextsAsync(browser, $"{Rows}.map(row => [...row.children].map(cell => cell.innerText.replace(/\\n/g, ' ')).join('|'))"))
            {
                Assert.Matches(@"^(BTC|ETH|USDC)/USD 0x[0-9a-f]+…[0-9a-f]+\|[\d ]+\.\d+\|[\d ]+\.\d+\|#\d+\|(✓ newest|\d+ behind)\|[\d.]+ m?s( \(expired\))?\|[\d ]+( for \d)?$", row);
            }

            // The way of a posting can be read, not only seen.
            foreach (var receipt in await TextsAsync(browser, $"{Receipts}.filter(item => item.className === 'final').map(item => item.textContent)"))
            {
                Assert.Matches(@"✓✓ finalprices #\d+ .*block \d+, [\d ]+ gas at [\d.]+ gwei source \d\d:\d\d:\d\d → observed \+\S+ m?s → signed \+\S+ m?s → published \+\S+ m?s → submitted \+\S+ m?s → included \+\S+ m?s → final \+\S+ m?s$", receipt);
            }

            Assert.Matches(@"\d.*, \d", string.Join(';', await TextsAsync(browser, $"{Cards}.map(card => [...card.querySelectorAll('dt')].find(name => name.innerText.startsWith('source to block')).nextSibling.innerText)")));
            Assert.False((await browser.EvaluateAsync("document.getElementById('relay').hidden")).GetBoolean());
            Assert.Equal([], browser.Errors);
            if (Environment.GetEnvironmentVariable("PAGE_SCREENSHOT") is { Length: > 0 } file) await File.WriteAllBytesAsync(file + ".relay.png", await browser.ScreenshotAsync());
        }

        await using var phone = await Browser.OpenAsync(address, width: 360);
        await phone.UntilAsync($"{Rows}.length === 6");
        Assert.True((await phone.EvaluateAsync("document.documentElement.scrollWidth <= window.innerWidth")).GetBoolean());
    }

    private static async Task<string[]> TextsAsync(Browser browser, string expression) => [.. (await browser.EvaluateAsync(expression)).EnumerateArray().Select(text => text.GetString()!)];
}

/// <summary>Needs anvil and a Chromium.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnvilChromiumFactAttribute : FactAttribute
{
    public AnvilChromiumFactAttribute() => Skip = new ChromiumFactAttribute().Skip ?? new AnvilFactAttribute().Skip;
}
