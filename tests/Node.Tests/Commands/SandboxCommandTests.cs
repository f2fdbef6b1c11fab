using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

public sealed class SandboxCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Sandbox_ForFiveRounds_SaysWhatItAttestedAndVerifyHolds()
    {
        var folder = _folder.In("out");
        var ran = await NodeProcess.RunAsync("sandbox", "--rounds", "5", "--out", folder, "--port", "0");
        Assert.True(ran.Code == 0, ran.ToString());
        Assert.Matches(@"Attested \d+ rounds \(#0 to #\d+\): \d+ prices and 0 gaps, all verified by a subscriber over HTTP", ran.Output);
        foreach (var feed in (string[])["BTC/USD", "ETH/USD", "USDC/USD"]) Assert.Contains(feed, ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Output + ran.Errors);
        Assert.True(File.Exists(Path.Combine(folder, Seal.FileName)));

        var verified = await NodeProcess.RunAsync("verify", folder);
        Assert.True(verified.Code == 0, verified.ToString());
        Assert.Contains("everything holds (the seal holds", verified.Output, StringComparison.Ordinal);

        var again = await Captured.RunAsync("sandbox", "--out", folder, "--port", "0");
        Assert.Equal((2, $"--out: {folder} is not empty; name a new folder or empty this one\n"), (again.Code, again.Errors));

        var stream = Directory.GetFiles(Path.Combine(folder, "stream"), "*.seg").Single();
        var bytes = await File.ReadAllBytesAsync(stream);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(stream, bytes);
        var refused = await Captured.RunAsync("verify", folder, "--json");
        Assert.Equal(1, refused.Code);
        Assert.False(Json.Parse(refused.Output).GetProperty("holds").GetBoolean());
        Assert.Contains("refused: stream/", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandbox_WithJson_WritesOneDocumentAndNothingElse()
    {
        var ran = await Captured.RunAsync("sandbox", "--rounds", "2", "--port", "0", "--json", "--scenario", "usdc-depeg-2023-03", "--speed", "1200");
        Assert.True(ran.Code == 0, ran.ToString());
        var report = Json.Parse(ran.Output);
        Assert.True(report.GetProperty("rounds").GetInt64() >= 2);
        Assert.Equal(0, report.GetProperty("refused").GetInt64());
        Assert.NotEmpty(report.GetProperty("feeds").EnumerateArray());
    }

    [Fact]
    public async Task Sandbox_AfterCtrlC_ExitsWith0AndTheFolderIsSealedAndVerifies()
    {
        var folder = _folder.In("stopped");
        using var node = NodeProcess.Start("sandbox", "--out", folder, "--port", "0");
        await node.SaysAsync("sandbox #0");
        node.PressCtrlC();
        var ended = await node.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        Assert.Contains("Attested ", ended.Output, StringComparison.Ordinal);
        var report = await new FolderVerification(new(folder), null, null).RunAsync(CancellationToken.None);
        Assert.Equal([], report.Problems);
        Assert.True(report.SealHolds);
    }

    [Theory]
    [InlineData("--rounds: 0 or more, not -1", "--rounds", "-1")]
    [InlineData("--rounds", "--rounds", "many")]
    [InlineData("--speed: 1 to 1000000, not 0", "--speed", "0")]
    [InlineData("--speed: 1 to 1000000, not 1000001", "--speed", "1000001")]
    [InlineData("--speed", "--speed", "fast")]
    [InlineData("--port: 0 to 65535, not 65536", "--port", "65536")]
    [InlineData("--port: 0 to 65535, not -1", "--port", "-1")]
    [InlineData("nowhere", "--scenario", "nowhere")]
    [InlineData("..", "--scenario", "../calm")]
    [InlineData("--out:", "--out", "/dev/null")]
    [InlineData("--frobnicate", "--frobnicate")]
    public async Task Sandbox_ToldNonsense_ExitsWith2AndSaysWhat(string expected, params string[] arguments)
    {
        var ran = await Captured.RunAsync(["sandbox", .. arguments]);
        Assert.True(ran.Code == 2, ran.ToString());
        Assert.Contains(expected, ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sandbox_OnAPortInUse_ExitsWith3AndSaysWhatToDo()
    {
        await using var first = await RunningNode.StartAsync(_folder.In("first"), run: false);
        var ran = await Captured.RunAsync("sandbox", "--rounds", "1", "--port", $"{first.Server.Address.Port}");
        Assert.Equal(3, ran.Code);
        Assert.Contains("Choose another port with --port", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_OnAFolderInUse_IsRefusedAndSaysSo()
    {
        await using var first = await RunningNode.StartAsync(_folder.In("shared"), run: false);
        var services = new NodeServices(TimeProvider.System, first.Http, first.World.Trust, first.Keys, static _ => { });
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => NodeRuntime.OpenAsync(first.Config, services, [], [], CancellationToken.None));
        Assert.Matches("^ledger: .*shared.* is in use by another process; stop it or choose another folder$", fault.Message);

        using var others = Signers.Ephemeral();
        fault = await Assert.ThrowsAsync<NodeFaultException>(() => NodeRuntime.OpenAsync(first.Config, services with { Signers = others.All }, [], [], CancellationToken.None));
        Assert.Contains("was signed by another attester set", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
