using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("sandbox")]
    [InlineData("run")]
    [InlineData("observe")]
    [InlineData("record")]
    [InlineData("replay")]
    [InlineData("verify")]
    [InlineData("inspect")]
    [InlineData("keygen")]
    [InlineData("link-message")]
    public async Task Help_OfEveryCommand_HasAnExampleAndJson(string command)
    {
        var help = await Captured.RunAsync(command, "--help");
        Assert.Equal((0, ""), (help.Code, help.Errors));
        Assert.Contains($"Examples:\n  {command} ", help.Output, StringComparison.Ordinal);
        Assert.Contains("--json", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoCommand_ExitsWith2AndListsThem()
    {
        var ran = await Captured.RunAsync();
        Assert.Equal(2, ran.Code);
        Assert.Contains("sandbox", ran.Output, StringComparison.Ordinal);
        Assert.NotEmpty(ran.Errors);
        Assert.Equal(0, (await Captured.RunAsync("--help")).Code);
    }

    [Theory]
    [InlineData(2, "there is no such file", "run", "--config", "/nowhere.json")]
    [InlineData(2, "--port: 0 to 65535, not 70000", "run", "--config", "/nowhere.json", "--port", "70000")]
    [InlineData(2, "--config", "run")]
    [InlineData(2, "there is no such file", "record", "--config", "/nowhere.json", "--out", "/tmp/nothing")]
    [InlineData(2, "name exactly one of", "observe")]
    [InlineData(2, "name exactly one of", "observe", "--scenario", "calm", "--recording", "/x")]
    [InlineData(2, "nowhere", "observe", "--scenario", "nowhere")]
    [InlineData(2, "there is no such file", "observe", "--recording", "/x", "--signers", "/nowhere.json")]
    [InlineData(2, "there is no such file or folder", "verify", "/nowhere")]
    [InlineData(2, "'noon' is not a time", "verify", "/", "--at", "noon")]
    [InlineData(2, "'12:00' is not a time", "verify", "/", "--at", "12:00")]
    [InlineData(2, "/nowhere.json: there is no such file", "verify", "/", "--attesters", "/nowhere.json")]
    [InlineData(1, "is not a data folder", "verify", "/")]
    [InlineData(1, "not a data folder", "replay", "/")]
    [InlineData(3, "there is no such file or folder", "inspect", "/nowhere")]
    [InlineData(2, "verify", "verify")]
    public async Task Commands_ToldWhatIsNotThere_SayWhat(int code, string expected, params string[] arguments)
    {
        var ran = await Captured.RunAsync(arguments);
        Assert.True(ran.Code == code, ran.ToString());
        if (arguments.Length > 1 || arguments[0] == "observe") Assert.Contains(expected.Replace("is not a data", "not a data", StringComparison.Ordinal), ran.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(ran.Errors);
        Assert.DoesNotContain("   at ", ran.Errors, StringComparison.Ordinal);
    }

    /// <summary>Half a surrogate pair, no UTF-8, cut, deep, empty: nothing that is given to verify or inspect throws.</summary>
    [Fact]
    public async Task VerifyAndInspect_OfDamagedInput_Refuse()
    {
        using var folder = new TemporaryFolder();
        var set = AttesterSet.Create(1, 1, 0, 9, [EvmAddress.Parse("0x0000000000000000000000000000000000000001")], out _)!;
        var attesters = folder.Write("attesters.json", System.Text.Encoding.UTF8.GetString(new DeploymentRecord("a", set).Encode()));
        byte[][] inputs =
        [
            [], "{"u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "{\"attestation\":\"\\ud800\"}"u8.ToArray(), [.. "{\"attestation\":\""u8, 0xff, .. "\"}"u8],
            "{\"attestation\":\"0x43434f41\"}"u8.ToArray(), "CCOA"u8.ToArray(), "CCOP"u8.ToArray(), "0x"u8.ToArray(), "0xzz"u8.ToArray(), "hello"u8.ToArray(),
            System.Text.Encoding.ASCII.GetBytes(new string('[', 5_000)), "{\"statement\":{\"hex\":\"0x\"},\"statement\":1}"u8.ToArray(), new byte[100_000],
        ];
        foreach (var input in inputs)
        {
            await File.WriteAllBytesAsync(folder.In("given"), input);
            Assert.Equal(1, (await Captured.RunAsync("verify", folder.In("given"), "--attesters", attesters)).Code);
            Assert.Equal(1, (await Captured.RunAsync("inspect", folder.In("given"))).Code);
            Assert.Equal(2, (await Captured.RunAsync("verify", attesters, "--attesters", folder.In("given"))).Code);
        }
    }
}
