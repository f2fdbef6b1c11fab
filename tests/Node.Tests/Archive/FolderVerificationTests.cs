using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Archive;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Archive;

/// <summary>A finished folder of a small run: everything in it is held by the seal, and what matters also without the seal.</summary>
public sealed class FolderVerificationTests(SmallRun run) : IClassFixture<SmallRun>, IDisposable
{
    private readonly TemporaryFolder _work = new();

    [Fact]
    public async Task Verify_OfAFinishedRun_Holds()
    {
        var report = await VerifyAsync(run.Folder);
        Assert.Equal([], report.Problems);
        Assert.Equal([], report.Notes);
        Assert.True(report.SealHolds);
        var shard = Assert.Single(report.Shards);
        Assert.Equal(((ulong)SmallRun.Rounds, (ulong)SmallRun.Rounds, 0UL), (shard.Batches, shard.Recomputed, shard.Pending));
        Assert.Equal(SmallRun.Rounds, report.StreamEvents);
    }

    /// <summary>The law of the issue: one flipped byte anywhere, and the file is named.</summary>
    [Fact]
    public void SealCheck_AfterAnyFlippedByte_NamesTheFile()
    {
        var folder = _work.Copy(run.Folder, "flipped");
        var flipped = 0;
        foreach (var file in Files(folder))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            var bytes = File.ReadAllBytes(file);
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            for (var i = 0; i < bytes.Length; i++, flipped++)
            {
                RandomAccess.Write(handle, [(byte)(bytes[i] ^ (1 << (i % 8)))], i);
                var differences = Seal.Check(folder);
                Assert.True(differences is { Count: 1 } && differences[0].StartsWith(name, StringComparison.Ordinal), $"{name}, byte {i}: {string.Join("; ", differences ?? ["not sealed"])}");
                RandomAccess.Write(handle, [bytes[i]], i);
            }
        }

        Assert.True(flipped > 5_000, $"{flipped} bytes");
        Assert.Equal([], Seal.Check(folder)!);
    }

    /// <summary>Verification as a whole says so too, with the seal in its place.</summary>
    [Fact]
    public Task Verify_AfterAFlippedByteOfASealedFolder_IsRefusedAndNamesTheFile() =>
        EveryFlipAsync(_work.Copy(run.Folder, "sealed"), 97, Files, (name, report) => report.SealHolds == false && report.Problems.Any(problem => problem.Contains(name, StringComparison.Ordinal)));

    /// <summary>And where somebody took the seal away, checksums, signatures and recomputation remain.</summary>
    [Fact]
    public Task Verify_AfterAFlippedByteWithoutSeal_IsRefusedAndNamesTheBatchOrTheLog()
    {
        var folder = _work.Copy(run.Folder, "unsealed");
        File.Delete(Path.Combine(folder, Seal.FileName));
        return EveryFlipAsync(folder, 7, Files, (name, report) =>
        {
            var named = name.Split('/')[0] switch { "ledger" => "ledger", "stream" => "stream", "attesters" => name.Split('/')[1], "policies" => "batch", _ => DataFolder.DeploymentFile };
            return report.Problems.Any(problem => problem.Contains(named, StringComparison.Ordinal) || problem.Contains("batch", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Verify_AfterAFileWasCut_IsRefused()
    {
        foreach (var file in Files(run.Folder).Select(file => Path.GetRelativePath(run.Folder, file)))
        {
            foreach (var keep in (double[])[0, 0.5, 0.99])
            {
                var folder = _work.Copy(run.Folder, Guid.NewGuid().ToString("N"));
                var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file));
                await File.WriteAllBytesAsync(Path.Combine(folder, file), bytes[..(int)(bytes.Length * keep)]);
                AssertNames(await VerifyAsync(folder), file.Replace('\\', '/'));
            }
        }
    }

    [Fact]
    public async Task Verify_AfterAFileWasRemovedAddedOrRenamed_IsRefusedAndNamesIt()
    {
        foreach (var file in Files(run.Folder).Select(file => Path.GetRelativePath(run.Folder, file)).Where(file => file != Seal.FileName))
        {
            var removed = _work.Copy(run.Folder, Guid.NewGuid().ToString("N"));
            File.Delete(Path.Combine(removed, file));
            AssertNames(await VerifyAsync(removed), file);

            var renamed = _work.Copy(run.Folder, Guid.NewGuid().ToString("N"));
            File.Move(Path.Combine(renamed, file), Path.Combine(renamed, file + "x"));
            AssertNames(await VerifyAsync(renamed), file + "x");
        }

        var added = _work.Copy(run.Folder, "added");
        await File.WriteAllTextAsync(Path.Combine(added, "ledger", "note.txt"), "");
        AssertNames(await VerifyAsync(added), "ledger/note.txt");
    }

    [Fact]
    public async Task Verify_AfterTwoFilesWereSwapped_IsRefusedAndNamesBoth()
    {
        var folder = _work.Copy(run.Folder, "swapped");
        var logs = Files(Path.Combine(folder, "attesters")).Where(file => file.EndsWith(".seg", StringComparison.Ordinal)).Take(2).ToList();
        var first = await File.ReadAllBytesAsync(logs[0]);
        File.Copy(logs[1], logs[0], overwrite: true);
        await File.WriteAllBytesAsync(logs[1], first);
        foreach (var sealing in (bool[])[true, false])
        {
            if (!sealing) File.Delete(Path.Combine(folder, Seal.FileName));
            var report = await VerifyAsync(folder);
            foreach (var log in logs) Assert.Contains(report.Problems, problem => problem.Contains(Path.GetFileName(Path.GetDirectoryName(log)!), StringComparison.Ordinal));
        }
    }

    /// <summary>Another run's folder is whole in itself, but not what the anchor says.</summary>
    [Fact]
    public async Task Verify_AgainstAnotherAttesterSetOrDeployment_IsRefused()
    {
        var own = DeploymentRecord.Read(Path.Combine(run.Folder, DataFolder.DeploymentFile), out _)!;
        Assert.True((await VerifyAsync(run.Folder, own)).Holds);
        var renamed = await VerifyAsync(run.Folder, own with { Deployment = "crosschainoracle:other" });
        Assert.Contains(renamed.Problems, problem => problem.StartsWith(DataFolder.DeploymentFile, StringComparison.Ordinal));

        using var others = Signers.Ephemeral();
        var set = AttesterHouse.SetOf(new([], 3, own.Attesters.Epoch, own.Attesters.ValidFrom, own.Attesters.ExpiresAt), others.All);
        Assert.Contains((await VerifyAsync(run.Folder, own with { Attesters = set })).Problems, problem => problem.Contains("batch 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_AskedForFreshness_RefusesWhatHasEnded()
    {
        var last = (await VerifyAsync(run.Folder)).Shards[0].To;
        Assert.True((await new FolderVerification(new(run.Folder), last, null).RunAsync(CancellationToken.None)).Holds);
        var late = await new FolderVerification(new(run.Folder), last + 86_400_000, null).RunAsync(CancellationToken.None);
        Assert.Contains(late.Problems, problem => problem.Contains("batch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_OfWhatIsNoDataFolder_IsRefused()
    {
        Assert.NotEmpty((await VerifyAsync(_work.In("nothing"))).Problems);
        Assert.NotEmpty((await VerifyAsync(_work.Path)).Problems);
        var emptied = _work.Copy(run.Folder, "emptied");
        foreach (var file in Files(emptied).Where(file => !file.EndsWith(DataFolder.DeploymentFile, StringComparison.Ordinal))) File.Delete(file);
        Assert.Contains((await VerifyAsync(emptied)).Problems, problem => problem.StartsWith("ledger", StringComparison.Ordinal));
    }

    public void Dispose() => _work.Dispose();

    private static async Task EveryFlipAsync(string folder, int step, Func<string, IEnumerable<string>> choose, Func<string, FolderReport, bool> isFound)
    {
        foreach (var file in choose(folder).ToList())
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            var bytes = await File.ReadAllBytesAsync(file);
            for (var i = 0; i < bytes.Length; i += step)
            {
                bytes[i] ^= 0x10;
                await File.WriteAllBytesAsync(file, bytes);
                var report = await VerifyAsync(folder);
                Assert.True(!report.Holds && isFound(name, report), $"{name}, byte {i}: {string.Join("; ", report.Problems)}");
                bytes[i] ^= 0x10;
            }

            await File.WriteAllBytesAsync(file, bytes);
        }

        Assert.True((await VerifyAsync(folder)).Holds);
    }

    private static Task<FolderReport> VerifyAsync(string folder, DeploymentRecord? anchor = null) => new FolderVerification(new(folder), null, anchor).RunAsync(CancellationToken.None);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0).Order(StringComparer.Ordinal);

    private static void AssertNames(FolderReport report, string file) =>
        Assert.Contains(report.Problems, problem => problem.Contains(file.Replace('\\', '/'), StringComparison.Ordinal));
}
