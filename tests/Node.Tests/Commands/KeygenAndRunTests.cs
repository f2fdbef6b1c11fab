using System.Text.Json.Nodes;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

public sealed class KeygenAndRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Keygen_MakesFilesForTheirOwnerOnly_AndPrintsNoPrivateKey()
    {
        string[] files = [_folder.In("keys", "1.json"), _folder.In("keys", "2.json")];
        var ran = await Captured.RunAsync(["keygen", .. files, "--json"]);
        Assert.True(ran.Code == 0, ran.ToString());
        var made = Json.Parse(ran.Output).EnumerateArray().ToList();
        Assert.Equal(files, made.Select(key => key.Text("file")));
        foreach (var (file, key) in files.Zip(made))
        {
            var content = Json.Parse(await File.ReadAllTextAsync(file));
            Assert.Equal(content.Text("address"), key.Text("address"));
            Assert.DoesNotContain(content.Text("privateKey")[2..], ran.ToString(), StringComparison.OrdinalIgnoreCase);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Keygen_OnAFileThatExists_LeavesItAloneAndTellsWhatItMadeBefore()
    {
        var kept = _folder.Write("kept.json", "mine");
        var ran = await Captured.RunAsync("keygen", _folder.In("new.json"), kept, _folder.In("never.json"));
        Assert.Equal(1, ran.Code);
        Assert.Contains("exists already and is not overwritten", ran.Errors, StringComparison.Ordinal);
        Assert.Contains("new.json", ran.Output, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(kept));
        Assert.False(File.Exists(_folder.In("never.json")));
        Assert.Equal(3, (await Captured.RunAsync("keygen", "/dev/null/1.json")).Code);
    }

    /// <summary>The way to a live node, with a sandbox in the place of the network: keygen, a configuration, run, stop, run again.</summary>
    [Fact]
    public async Task Run_StoppedAndStartedAgain_GoesOnWithoutAGap()
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        await using var world = await SandboxWorld.StartAsync(calm, new(), TimeProvider.System, CancellationToken.None);
        Assert.Equal(0, (await Captured.RunAsync("keygen", _folder.In("1.json"), _folder.In("2.json"), _folder.In("3.json"))).Code);
        var config = _folder.Write("node.json", LiveConfig.Of(world, _folder).ToJsonString());
        var observed = await Captured.RunAsync("observe", "--config", config, "--json");
        Assert.True(observed.Code == 0, observed.ToString());
        var first = await RunAsync(config);
        var second = await RunAsync(config);
        Assert.Equal(0, first.First);
        Assert.Contains(second.First, (long[])[first.Last, first.Last + 1]);
        Assert.True(second.Last > first.Last);
        var report = await new FolderVerification(new(_folder.In("data")), null, null).RunAsync(CancellationToken.None);
        Assert.Equal([], report.Problems);
        Assert.True(report.Shards[0].Batches >= (ulong)second.Last + 1);

        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_folder.In("1.json"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var open = await Captured.RunAsync("run", "--config", config);
        Assert.Equal(2, open.Code);
        Assert.Contains("is open to others", open.Errors, StringComparison.Ordinal);
    }

    /// <summary>The operator's way through a rotation: stop, ask, rotate, the new keys in the configuration, run, verify.</summary>
    [Fact]
    public async Task Rotate_BetweenTwoRuns_HandsOverToTheNewKeys()
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        await using var world = await SandboxWorld.StartAsync(calm, new(), TimeProvider.System, CancellationToken.None);
        string[] keys = ["1.json", "2.json", "3.json", "4.json", "5.json"];
        var made = await Captured.RunAsync(["keygen", .. keys.Select(key => _folder.In(key)), "--json"]);
        var addresses = Json.Parse(made.Output).EnumerateArray().Select(key => key.Text("address")).ToList();
        var written = LiveConfig.Of(world, _folder);
        var config = _folder.Write("node.json", written.ToJsonString());
        var next = _folder.Write("next.json", $$"""{ "members": ["{{addresses[4]}}", "{{addresses[3]}}"], "threshold": 2, "expiresAt": "2100-01-01" }""");
        string[] rotate = ["rotate", "--config", config, "--next", next];
        Assert.Contains("is no data folder yet", (await Captured.RunAsync(rotate)).Errors, StringComparison.Ordinal);
        await RunAsync(config);

        var asked = await Captured.RunAsync([.. rotate, "--dry-run"]);
        Assert.True(asked.Code == 0 && asked.Output.StartsWith("Allowed: epoch 1, 2 of ", StringComparison.Ordinal), asked.ToString());
        var done = await Captured.RunAsync(rotate);
        Assert.True(done.Code == 0 && done.Output.StartsWith("Rotated: epoch 1, 2 of ", StringComparison.Ordinal), done.ToString());
        var again = await Captured.RunAsync([.. rotate, "--json"]);
        Assert.True(again.Code == 0, again.ToString());
        var set = Json.Parse(again.Output);
        Assert.Equal("wasThere", set.Text("outcome"));
        Assert.Contains(set.Text("digest"), done.Output, StringComparison.Ordinal);
        Assert.Contains($"\"validFrom\": \"{set.Text("validFrom")}\"", done.Output, StringComparison.Ordinal);

        written["attesters"] = JsonNode.Parse($$"""{ "keys": ["4.json", "5.json"], "threshold": 2, "epoch": 1, "validFrom": "{{set.Text("validFrom")}}", "expiresAt": "2100-01-01" }""");
        await RunAsync(_folder.Write("node.json", written.ToJsonString()));
        var verified = await Captured.RunAsync("verify", _folder.In("data"));
        Assert.True(verified.Code == 0, verified.ToString());
        Assert.Contains("shard attesters: 1 batches verified, 1 recomputed to the same bytes", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--valid-from", "tomorrow", "is not a time such as")]
    [InlineData("--valid-from", "2101-01-01", "is not before the set expires")]
    public async Task Rotate_ToldNonsense_SaysWhatIsWrong(string option, string value, string problem)
    {
        Assert.True(Scenario.TryLoad("calm", out var calm, out _));
        await using var world = await SandboxWorld.StartAsync(calm, new(), TimeProvider.System, CancellationToken.None);
        await Captured.RunAsync("keygen", _folder.In("1.json"), _folder.In("2.json"), _folder.In("3.json"));
        var next = _folder.Write("next.json", """{ "members": ["0x0000000000000000000000000000000000000001"], "threshold": 1, "expiresAt": "2100-01-01" }""");
        var ran = await Captured.RunAsync("rotate", "--config", _folder.Write("node.json", LiveConfig.Of(world, _folder).ToJsonString()), "--next", next, option, value);
        Assert.Equal(2, ran.Code);
        Assert.Contains(problem, ran.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(long First, long Last)> RunAsync(string config)
    {
        using var node = NodeProcess.Start("run", "--config", config, "--port", "0");
        
        // After a restart the first one is the last of before, which subscribers see again.
        await node.SaysAsync("majors #", times: 2);
        node.PressCtrlC();
        var ended = await node.EndAsync();
        Assert.True(ended.Code == 0, ended.ToString());
        var published = System.Text.RegularExpressions.Regex.Match(ended.Output, @"shard majors: published #(\d+) to #(\d+)\nStopped\.");
        Assert.True(published.Success, ended.ToString());
        return (Number(published.Groups[1].Value), Number(published.Groups[2].Value));

        static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }
}
