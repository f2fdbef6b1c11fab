using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Page;

/// <summary>One page of a headless Chromium, spoken to by the Chrome DevTools Protocol: the libraries for it bring hundreds of megabytes of browsers.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TemporaryFolder _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(2 * Limit);
    private string? _session;
    private int _id;

    private Browser(Process process, TemporaryFolder profile) => (_process, _profile) = (process, profile);

    /// <summary>What the console showed as an error, and exceptions that nobody caught.</summary>
    public List<string> Errors { get; } = [];

    /// <param name="script">Runs before the page's own.</param>
    public static async Task<Browser> OpenAsync(Uri page, int width, string? script = null)
    {
        var profile = new TemporaryFolder();
        string[] arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", $"--window-size={width},900", $"--user-data-dir={profile.Path}", "about:blank"];
        var program = ChromiumFactAttribute.Program ?? throw new InvalidOperationException("There is no Chromium on the path.");
        var browser = new Browser(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!, profile);
        try
        {
            await browser.ShowAsync(page, width, script);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of an expression as JSON.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new() { ["expression"] = $"JSON.stringify({expression})", ["returnByValue"] = true });
        if (answer.TryGetProperty("exceptionDetails", out var thrown)) throw new InvalidOperationException(thrown.GetRawText());
        return Json.Parse(answer.GetProperty("result").Text("value"));
    }

    /// <summary>Until an expression is true.</summary>
    public async Task UntilAsync(string condition)
    {
        var waited = Stopwatch.StartNew();
        while (!(await EvaluateAsync($"Boolean({condition})")).GetBoolean())
        {
            if (waited.Elapsed > Limit) throw new InvalidOperationException($"never: {condition}; the page says {await EvaluateAsync("document.body.innerText")}; {string.Join("; ", Errors)}");
            await Task.Delay(50);
        }
    }

    public async Task<byte[]> ScreenshotAsync() => Convert.FromBase64String((await CallAsync("Page.captureScreenshot", [])).Text("data"));

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _limit.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }

    private async Task ShowAsync(Uri page, int width, string? script)
    {
        await _socket.ConnectAsync(await AddressAsync(), _limit.Token);
        var target = await CallAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        var attached = await CallAsync("Target.attachToTarget", new() { ["targetId"] = target.Text("targetId"), ["flatten"] = true });
        _session = attached.Text("sessionId");
        foreach (var domain in (string[])["Runtime", "Log", "Page"]) await CallAsync($"{domain}.enable", []);
        await CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        if (script is not null) await CallAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = script });
        await CallAsync("Page.navigate", new() { ["url"] = page.ToString() });
    }

    /// <summary>Where Chromium says that it can be spoken to; what else it says is read, so that it never waits for a reader.</summary>
    private Task<Uri> AddressAsync()
    {
        const string Mark = "DevTools listening on ";
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) address.TrySetException(new InvalidOperationException("Chromium did not start."));
            else if (line.Data.StartsWith(Mark, StringComparison.Ordinal)) address.TrySetResult(new(line.Data[Mark.Length..].Trim()));
        };
        _process.BeginErrorReadLine();
        return address.Task.WaitAsync(_limit.Token);
    }

    private async Task<JsonElement> CallAsync(string method, JsonObject parameters)
    {
        var id = ++_id;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) call["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, _limit.Token);
        while (true)
        {
            var message = await ReceiveAsync();
            if (!message.TryGetProperty("id", out var answered)) Note(message);
            else if (answered.GetInt32() == id) return message.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {message}");
        }
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[65_536];
        while (true)
        {
            var received = await _socket.ReceiveAsync(chunk, _limit.Token);
            buffer.Write(chunk, 0, received.Count);
            if (received.EndOfMessage) return Json.Parse(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        }
    }

    private void Note(JsonElement message)
    {
        var details = message.GetProperty("params");
        var isError = message.Text("method") switch
        {
            "Runtime.exceptionThrown" => true,
            "Runtime.consoleAPICalled" => details.Text("type") == "error",
            "Log.entryAdded" => details.GetProperty("entry").Text("level") == "error",
            _ => false,
        };
        if (isError) Errors.Add(details.GetRawText());
    }
}
