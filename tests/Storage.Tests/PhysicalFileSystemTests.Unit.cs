using static CrossChainOracle.Storage.Tests.Logs;

namespace CrossChainOracle.Storage.Tests;

public sealed class PhysicalFileSystemUnitTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("storage-").FullName, "a", "b");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(_folder))!, recursive: true);

    [Fact]
    public async Task Log_OnARealDisk_IsReadBackAndExtended()
    {
        var options = Options(PhysicalFileSystem.Instance, folder: _folder);
        for (var round = 0; round < 3; round++)
        {
            await using var log = SegmentLog.Open(options).OrThrow();
            Assert.Equal(round * 20, log.DurableEnd);
            for (var i = 0; i < 20; i++) await log.AppendAsync($"record {round * 20 + i}");
            Assert.Equal(Enumerable.Range(0, round * 20 + 20).Select(i => $"record {i}"), await log.ReadAllAsync());
        }
    }

    [Fact]
    public async Task Open_OfAHeldFolder_IsRefusedNamingItAndReadingIsNot()
    {
        var options = Options(PhysicalFileSystem.Instance, folder: _folder);
        await using (var log = SegmentLog.Open(options).OrThrow())
        {
            await log.AppendAsync("held");
            Assert.Equal(new OpenOutcome<SegmentLog>.Locked(_folder), SegmentLog.Open(options));
            using var reading = ReadOnlyLog.Open(options).OrThrow();
            Assert.Equal(1, reading.End);
        }

        await using var afterwards = SegmentLog.Open(options).OrThrow();
    }

    [Fact]
    public async Task Open_OfATornFile_CutsIt()
    {
        var options = Options(PhysicalFileSystem.Instance, segmentBytes: 4096, folder: _folder);
        await using (var log = SegmentLog.Open(options).OrThrow()) await log.AppendAsync("whole");
        var path = Directory.GetFiles(_folder, "*.seg").Single();
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. whole, 0, 0, 0]);
        var opened = Assert.IsType<OpenOutcome<SegmentLog>.Opened>(SegmentLog.Open(options));
        await opened.Value.DisposeAsync();
        Assert.Equal(new TornTail(Path.GetFileName(path), whole.Length, 3, 1), opened.TornTail);
        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    [Fact]
    public void Open_WhereAFileStandsInTheWay_Fails()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder)!);
        File.WriteAllText(_folder, "not a folder");
        Assert.IsType<OpenOutcome<SegmentLog>.Failed>(SegmentLog.Open(Options(PhysicalFileSystem.Instance, folder: _folder)));
    }

    [Fact]
    public void OpenReadOnly_OfNoFolder_IsAnEmptyLogAndCreatesNothing()
    {
        using var log = ReadOnlyLog.Open(Options(PhysicalFileSystem.Instance, folder: _folder)).OrThrow();
        Assert.Equal(0, log.End);
        Assert.False(Directory.Exists(_folder));
    }
}
