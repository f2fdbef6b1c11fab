using System.Text.Json.Nodes;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Capture;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Capture;

/// <summary>What record kept, replay gives again to the same bytes; nothing that was kept may be changed, and no address is among it.</summary>
public sealed class RecordReplayTests(RecordedRun run) : IClassFixture<RecordedRun>, IDisposable
{
    private readonly TemporaryFolder _work = new();

    [Fact]
    public async Task Replay_OfARecordedRun_GivesTheSameBytes()
    {
        var replayed = await run.ReplayAsync(run.Folder);
        Assert.True(replayed.Code == 0, replayed.ToString());
        Assert.Equal(RecordedRun.Rounds, Json.Parse(replayed.Output).GetProperty("batches").GetInt32());
        var report = await new FolderVerification(new(run.Folder), null, null).RunAsync(CancellationToken.None);
        Assert.Equal([], report.Problems);
        Assert.True(report.SealHolds);
    }

    /// <summary>The sources failed in every way while it was recorded.</summary>
    [Fact]
    public void Recording_HasAnswersErrorsRefusedConnectionsAndTimeouts()
    {
        var statuses = CaptureFile.Read(Path.Combine(run.Folder, CaptureFile.Name), out var problem).Where(line => line.Look is not null).SelectMany(line => line.Look!.Exchanges).Select(exchange => exchange.Status).ToHashSet();
        Assert.Null(problem);
        foreach (var status in (int[])[200, 500, CapturedExchange.NoAnswer, CapturedExchange.TooLate]) Assert.Contains(status, statuses);
    }

    [Fact]
    public void Recording_HasNoPathQueryUserOrKey()
    {
        foreach (var file in Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories))
        {
            var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
            foreach (var secret in RecordedRun.Secrets)
            {
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret))[..8], text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Replay_AfterABodyWasChanged_NamesTheBatch()
    {
        var changed = Change(line =>
        {
            if (line["look"] is not JsonObject look || look["exchanges"]!.AsArray().FirstOrDefault(exchange => (int)exchange!["status"]! == 200) is not { } exchange) return false;
            exchange["body"] = Convert.ToBase64String("{}"u8);
            return true;
        });
        await AssertNamesABatchAsync(changed);
    }

    [Fact]
    public async Task Replay_AfterAClockWasChanged_NamesTheBatch()
    {
        var changed = Change(line =>
        {
            if (line["look"]?["clock"] is not JsonArray { Count: > 0 } clock) return false;
            for (var i = 0; i < clock.Count; i++) clock[i] = (long)clock[i]! + 1;
            return true;
        });
        await AssertNamesABatchAsync(changed);
    }

    [Fact]
    public async Task Replay_AfterARoundsTimeWasChanged_NamesTheBatch()
    {
        var changed = Change(line =>
        {
            if (line["round"] is not JsonObject round) return false;
            round["observedAt"] = (long)round["observedAt"]! + 1;
            return true;
        });
        await AssertNamesABatchAsync(changed);
    }

    /// <summary>Whatever capture and plan contain: a difference or a refusal, never an exception.</summary>
    [Theory]
    [InlineData(CaptureFile.Name, 300)]
    [InlineData(CapturePlan.Name, 300)]
    public async Task Replay_OfADamagedCapture_IsRefusedOrTheSame(string file, int cases)
    {
        var folder = _work.Copy(run.CalmFolder, file);
        var sound = await File.ReadAllBytesAsync(Path.Combine(folder, file));
        var mutator = new Mutator(11);
        var refused = 0;
        for (var i = 0; i < cases; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, file), mutator.Next(sound));
            var replayed = await run.ReplayAsync(folder);
            Assert.True(replayed.Code is 0 or 1, $"{mutator.Describe(i)}: {replayed}");
            refused += replayed.Code;
        }

        Assert.True(refused > cases / 4, $"{refused}");
    }

    [Fact]
    public void CaptureFile_OfAHundredThousandDamagedLines_NeverThrowsAndNeverSurprises()
    {
        var sound = System.Text.Encoding.UTF8.GetBytes(CaptureFile.Write(new(new("pyth", 0, [1_790_000_000_000], [new("ab", 200, "application/json", "e30="), new("cd", 0, "ConnectionError", "")]), null)));
        var mutator = new Mutator(12);
        for (var i = 0; i < 100_000; i++)
        {
            var line = CaptureFile.Parse(System.Text.Encoding.UTF8.GetString(mutator.Next(sound)), out var problem);
            Assert.True(line is null == problem is not null, mutator.Describe(i));
        }
    }

    [Fact]
    public async Task Record_IntoAFolderThatIsNotEmptyOrForNoRounds_IsRefused()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, colours: false);
        Assert.Equal(2, await RecordCommand.RunAsync(terminal, run.Config, run.Services, run.Folder, 1, TimeSpan.Zero, json: true, CancellationToken.None));
        Assert.Equal(2, await RecordCommand.RunAsync(terminal, run.Config, run.Services, _work.In("new"), 0, TimeSpan.Zero, json: true, CancellationToken.None));
    }

    public void Dispose() => _work.Dispose();

    /// <summary>A copy in which the first line that takes the change has it.</summary>
    private string Change(Func<JsonNode, bool> change)
    {
        var folder = _work.Copy(run.Folder, "changed");
        var path = Path.Combine(folder, CaptureFile.Name);
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = JsonNode.Parse(lines[i])!;
            if (!change(line)) continue;
            lines[i] = line.ToJsonString();
            File.WriteAllLines(path, lines);
            return folder;
        }

        throw new InvalidOperationException("No line took the change.");
    }

    private async Task AssertNamesABatchAsync(string folder)
    {
        var replayed = await run.ReplayAsync(folder);
        Assert.Equal(1, replayed.Code);
        Assert.Matches(@"shard sandbox, batch \d+: ", replayed.Errors);
        Assert.False(Json.Parse(replayed.Output).GetProperty("same").GetBoolean());
    }
}
