using System.Text.Json;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_ThenLoad_GivesTheSameSigner()
    {
        var path = _folder.File("key.json");
        var created = Assert.IsType<KeyFileOutcome.Ready>(KeyFile.Create(path)).Signer;
        var loaded = Assert.IsType<KeyFileOutcome.Ready>(KeyFile.Load(path)).Signer;
        Assert.Equal(created.Address, loaded.Address);
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal(["version", "type", "address", "privateKey"], json.RootElement.EnumerateObject().Select(property => property.Name));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Create_OverAFile_IsRefusedAndLeavesItAsItWas()
    {
        var path = _folder.File("key.json");
        File.WriteAllText(path, "precious");
        var refused = Assert.IsType<KeyFileOutcome.Refused>(KeyFile.Create(path));
        Assert.Contains("not overwritten", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
    }

    [Fact]
    public void CreateAndLoad_WhereTheDiskRefuses_Fail()
    {
        Assert.IsType<KeyFileOutcome.Failed>(KeyFile.Create(_folder.File("no/such/folder/key.json")));
        Assert.IsType<KeyFileOutcome.Failed>(KeyFile.Load(_folder.File("none.json")));
        Assert.IsNotType<KeyFileOutcome.Ready>(KeyFile.Load(_folder.Path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Load_AFileOpenToOthers_IsRefusedAndSaysWhatToDo(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        var path = _folder.File("key.json");
        KeyFile.Create(path);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | more);
        Assert.Contains("chmod 600", Assert.IsType<KeyFileOutcome.Refused>(KeyFile.Load(path)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version: must be 1")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "version: must be 1")]
    [InlineData("\"version\": 1,", "", "must have version, type, address and privateKey")]
    [InlineData("\"version\"", "\"Version\"", "none of version")]
    [InlineData("\"version\": 1", "\"version\": 1, \"version\": 1", "is not the JSON")]
    [InlineData("\"secp256k1\"", "\"ed25519\"", "type: must be")]
    [InlineData("\"0x", "\"0y", "address: must be 20 bytes in hex")]
    [InlineData("{", "[", "is not the JSON")]
    [InlineData("\"privateKey\": \"0x", "\"privateKey\": \"0x00", "privateKey: must be 32 bytes in hex")]
    [InlineData("\"privateKey\": \"0x", "\"privateKey\": \"\\ud800", "half a surrogate pair")]
    public void Load_AFileThatBreaksARule_NamesTheRuleAndNotTheKey(string find, string replace, string reason)
    {
        var path = _folder.File("key.json");
        KeyFile.Create(path);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(find, StringComparison.Ordinal);
        var broken = Rewrite(path, text[..at] + replace + text[(at + find.Length)..]);
        Assert.Contains(reason, broken.Reason, StringComparison.Ordinal);
        AssertHidden(KeyOf(text), broken.ToString());
    }

    [Fact]
    public void Load_AKeyOfAnotherAddress_OrOutsideTheGroup_OrAnOversizedFile_IsRefused()
    {
        var path = _folder.File("key.json");
        var address = Assert.IsType<KeyFileOutcome.Ready>(KeyFile.Create(path)).Signer.Address.ToString();
        var text = File.ReadAllText(path);
        var key = KeyOf(text);
        var other = Rewrite(path, text.Replace(key, Convert.ToHexStringLower(Keys.Digest("other").ToArray()), StringComparison.Ordinal));
        Assert.Contains(address, other.Reason, StringComparison.Ordinal);
        Assert.Contains("group order", Rewrite(path, text.Replace(key, new string('f', 64), StringComparison.Ordinal)).Reason, StringComparison.Ordinal);
        Assert.Contains($"at most {KeyFile.MaximumBytes}", Rewrite(path, text + new string(' ', KeyFile.MaximumBytes)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AHundredThousandDamagedFiles_NeverThrowsNorShowsTheKey()
    {
        var path = _folder.File("key.json");
        KeyFile.Create(path);
        var content = File.ReadAllBytes(path);
        var key = KeyOf(File.ReadAllText(path));
        var mutator = new Mutator(20_261);
        for (var i = 0; i < 100_000; i++)
        {
            var problem = KeyFileText.Read(mutator.Next(content), out _, out _);
            if (problem is not null) AssertHidden(key, problem);
        }
    }

    private static string KeyOf(string text) => text[(text.LastIndexOf("0x", StringComparison.Ordinal) + 2)..][..64];

    private static void AssertHidden(string key, string text)
    {
        for (var i = 0; i + 8 <= key.Length; i++) Assert.DoesNotContain(key.Substring(i, 8), text, StringComparison.OrdinalIgnoreCase);
    }

    private static KeyFileOutcome.Refused Rewrite(string path, string text)
    {
        File.WriteAllText(path, text);
        return Assert.IsType<KeyFileOutcome.Refused>(KeyFile.Load(path));
    }
}
