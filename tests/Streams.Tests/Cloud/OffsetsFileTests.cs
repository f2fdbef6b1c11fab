using CrossChainOracle.Streams.Cloud;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Streams.Tests.Cloud;

public sealed class OffsetsFileTests
{
    [Fact]
    public void Offsets_AreTextThatSurvivesARestart_ApartByKey()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "offsets.json");
        using (var offsets = OffsetsFile.Open(path, out var problem))
        {
            Assert.Null(problem);
            Assert.Null(offsets!["ns/hub/group/0"]);
            Assert.Null(offsets.Save("ns/hub/group/0", "4294968648"));
            Assert.Null(offsets.Save("ns/hub/group/0", "2147483659:7:\"é\""));
            Assert.Null(offsets.Save("ns/hub/group/1", "-1"));
        }

        using var again = OffsetsFile.Open(path, out _);
        Assert.Equal("2147483659:7:\"é\"", again!["ns/hub/group/0"]);
        Assert.Equal("-1", again["ns/hub/group/1"]);
        Assert.Null(again["ns/hub/other/1"]);
    }

    [Fact]
    public void ASecondProcess_DoesNotGetTheFile_AndOneThatIsNotOffsetsIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "offsets.json");
        using (OffsetsFile.Open(path, out _))
        {
            Assert.Null(OffsetsFile.Open(path, out var held));
            Assert.NotNull(held);
        }

        File.WriteAllText(path, "[]");
        Assert.Null(OffsetsFile.Open(path, out var problem));
        Assert.Contains("does not hold offsets", problem, StringComparison.Ordinal);
        File.Delete(path);
        using var fresh = OffsetsFile.Open(path, out _);
        Assert.NotNull(fresh);
    }

    [Fact]
    public void WhatCannotBeWritten_ChangesNothing()
    {
        using var folder = new TemporaryFolder();
        var inner = Directory.CreateDirectory(Path.Combine(folder.Path, "inner")).FullName;
        var path = Path.Combine(inner, "offsets.json");
        using var offsets = OffsetsFile.Open(path, out _);
        Assert.Null(offsets!.Save("a", "1"));
        Directory.CreateDirectory(path + ".new");
        Assert.NotNull(offsets.Save("a", "2"));
        Assert.NotNull(offsets.Save("b", "2"));
        Assert.Equal(("1", (string?)null), (offsets["a"], offsets["b"]));
    }

    [Fact]
    public void MutatedFiles_AreOffsetsOrRefused()
    {
        var mutator = new Mutator(5);
        var good = System.Text.Encoding.UTF8.GetBytes("""{"ns/hub/g/0":"12","ns/hub/g/1":"\u00e9"}""");
        var (read, refused) = (0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            if (OffsetsFile.Parse(mutator.Next(good)) is null) refused++;
            else read++;
        }

        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }
}
