using CrossChainOracle.Relay.Following;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Following;

public sealed class FollowFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ccoracle-follow-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "follow.json");

    [Fact]
    public void Load_GivesBackWhatWasSaved_AndNothingIsABeginning()
    {
        var file = new FollowFile(Path);
        Assert.Null(file.Load());
        Assert.Equal((null, 0), (file.Cursor, file.Rotations.Count));
        Assert.Null(file.Save("00000000000000000007", new byte[] { 1, 2, 3 }));

        var again = new FollowFile(Path);
        Assert.Null(again.Load());
        Assert.Equal("00000000000000000007", again.Cursor);
        Assert.Equal([1, 2, 3], Assert.Single(again.Rotations).ToArray());
    }

    [Fact]
    public void Load_OfADamagedFile_IsRefusedWithWhatToDo()
    {
        File.WriteAllText(Path, "{\"cursor\":7}");
        Assert.Contains("remove it", new FollowFile(Path).Load(), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_WhereTheFolderIsGone_SaysWhy() => Assert.NotNull(new FollowFile(System.IO.Path.Combine(_folder, "gone", "follow.json")).Save("1"));

    [Fact]
    public void Parse_OfMutations_NeverThrows()
    {
        var good = "{\"cursor\":\"00000000000000000007\",\"rotations\":[\"0x0102\",\"0x03\"]}"u8.ToArray();
        Assert.True(new FollowFile(Path).Parse(good));
        var mutator = new Mutator(20261120);
        for (var i = 0; i < 20_000; i++) new FollowFile(Path).Parse(mutator.Next(good));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
