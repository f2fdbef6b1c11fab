using System.Globalization;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class SolanaKeyFileTests : IDisposable
{
    // RFC 8032 section 7.1, test 1: the seed and its public key.
    private static readonly byte[] Pair = Convert.FromHexString(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_AFileOfSolanaKeygen_SignsWithItsKey()
    {
        using var signer = Assert.IsType<SolanaKeyOutcome.Ready>(SolanaKeyFile.Load(Write(Text(Pair)))).Signer;
        Assert.Equal(SolanaKey.From(Pair.AsSpan(32)), signer.Address);
        Assert.True(Ed25519.Verify(signer.Address.ToArray(), "message"u8, signer.Sign("message"u8)));
        Assert.Equal($"signer {signer.Address}", signer.ToString());
    }

    [Fact]
    public void Create_MakesAFileThatLoads_AndNeverTouchesOneThatExists()
    {
        var path = _folder.File("made.json");
        using var made = Assert.IsType<SolanaKeyOutcome.Ready>(SolanaKeyFile.Create(path)).Signer;
        using var loaded = Assert.IsType<SolanaKeyOutcome.Ready>(SolanaKeyFile.Load(path)).Signer;
        Assert.Equal(made.Address, loaded.Address);
        Assert.Equal(64, System.Text.Json.JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(path))!.Length);
        var content = File.ReadAllBytes(path);
        Assert.Contains("exists already", Assert.IsType<SolanaKeyOutcome.Refused>(SolanaKeyFile.Create(path)).Reason, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.IsType<SolanaKeyOutcome.Failed>(SolanaKeyFile.Create(_folder.File("none/made.json")));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Load_AFileOpenToOthers_IsRefusedAndSaysWhatToDo(UnixFileMode more)
    {
        if (OperatingSystem.IsWindows()) return;
        var path = Write(Text(Pair));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
        Assert.Contains("chmod 600", Assert.IsType<SolanaKeyOutcome.Refused>(SolanaKeyFile.Load(path)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WhatIsNoKeyFile_IsRefusedWithoutShowingIt()
    {
        string[] broken =
        [
            "", "{}", "[]", "[1,2]", Text(Pair[..63]), Text([.. Pair, 1]), Text(Pair) + " 7", Text(Pair).Replace("157", "256", StringComparison.Ordinal),
            Text(Pair).Replace("157", "1.5", StringComparison.Ordinal), Text(Pair).Replace("157", "\"157\"", StringComparison.Ordinal), Text(Pair).Replace(",", "", StringComparison.Ordinal),
        ];
        foreach (var text in broken)
        {
            Assert.Contains("64 numbers", Assert.IsType<SolanaKeyOutcome.Refused>(SolanaKeyFile.Load(Write(text))).Reason, StringComparison.Ordinal);
        }

        byte[] other = [.. Pair[..32], .. new byte[32]];
        Assert.Contains("second half", Assert.IsType<SolanaKeyOutcome.Refused>(SolanaKeyFile.Load(Write(Text(other)))).Reason, StringComparison.Ordinal);
        Assert.Contains("at most", Assert.IsType<SolanaKeyOutcome.Refused>(SolanaKeyFile.Load(Write(new string(' ', 2_000)))).Reason, StringComparison.Ordinal);
        Assert.IsType<SolanaKeyOutcome.Failed>(SolanaKeyFile.Load(_folder.File("none.json")));
    }

    [Fact]
    public void Parse_TensOfThousandsOfDamagedFiles_NeverThrowsNorShowsTheKey()
    {
        var content = System.Text.Encoding.UTF8.GetBytes(Text(Pair));
        var mutator = new Mutator(20_263);
        for (var i = 0; i < 50_000; i++)
        {
            using var signer = SolanaKeyFile.Parse(mutator.Next(content), out var problem);
            Assert.True(signer is not null || problem.StartsWith("is not a JSON array", StringComparison.Ordinal) || problem.StartsWith("its second half", StringComparison.Ordinal), mutator.Describe(i));
        }
    }

    private static string Text(byte[] bytes) => $"[{string.Join(',', bytes.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    private string Write(string text)
    {
        var path = _folder.File("id.json");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
