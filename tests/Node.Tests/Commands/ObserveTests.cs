using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Commands;

/// <summary><c>observe --recording</c> on real signed messages and on forged ones.</summary>
public sealed class ObserveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Observe_OfEveryRealUpdate_GivesItsPrices()
    {
        var folder = Repository.PathOf("tests", "data", "pyth", "updates");
        var found = await ObserveAsync(folder);
        foreach (var file in Directory.GetFiles(folder, "*.json"))
        {
            var expected = Json.Parse(await File.ReadAllTextAsync(file)).GetProperty("decoded").GetProperty("updates").EnumerateArray()
                .Where(update => update.Text("type") == "PriceFeedMessage").ToList();
            var shown = found.Where(message => message.Text("file") == Path.GetFileName(file) && message.Text("what") == "price").ToList();
            Assert.Equal(expected.Select(Expected), shown.Select(message => (message.Text("id"), message.Text("value"), message.GetProperty("publishedAt").GetInt64())));
            Assert.All(shown, message => Assert.True(message.GetProperty("signers").GetArrayLength() >= 13));
        }
    }

    [Fact]
    public async Task Observe_OfHermesAnswersAndVaas_Accepts()
    {
        Assert.Equal(5, (await ObserveAsync(Repository.PathOf("tests", "data", "pyth", "hermes_v2"))).Select(message => message.Text("file")).Distinct().Count());
        var vaas = Repository.PathOf("tests", "data", "wormhole", "vaas");
        Assert.Equal(Directory.GetFiles(vaas).Length, (await ObserveAsync(vaas)).Count(message => message.Text("signerSet").StartsWith("wormhole", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Observe_OfForgedAndBrokenUpdates_ExitsWith1AndSaysWhy()
    {
        foreach (var name in (string[])["negative", "synthetic"])
        {
            var folder = Repository.PathOf("tests", "data", "pyth", name);
            foreach (var file in Directory.GetFiles(folder, "*.json"))
            {
                var ran = await Captured.RunAsync("observe", "--recording", file, "--json");
                Assert.True(ran.Code == 1, $"{file}: {ran}");
                Assert.Contains($"refused: {Path.GetFileName(file)}: {Reason(Path.GetFileName(file))}", ran.Errors, StringComparison.Ordinal);
                Assert.Contains(Json.Parse(ran.Output).EnumerateArray(), message => !message.GetProperty("verified").GetBoolean());
            }
        }
    }

    [Fact]
    public async Task Observe_OfPlainHexAndBytes_IsAsOfTheJson()
    {
        var update = Json.Parse(await File.ReadAllTextAsync(Repository.PathOf("tests", "data", "pyth", "updates", "gs3_20240202T010111_1u_ETHUSD.json"))).Text("hex");
        var vaa = Json.Parse(await File.ReadAllTextAsync(Repository.PathOf("tests", "data", "wormhole", "vaas", "gs3_chain26_seq399846580.json"))).Text("hex");
        foreach (var text in (string[])[update, "0x" + update, $"  {update}\n", vaa, "0x" + vaa]) Assert.Single(await ObserveAsync(_folder.Write("message.hex", text)));
        await File.WriteAllBytesAsync(_folder.In("message.bin"), Convert.FromHexString(update));
        Assert.Single(await ObserveAsync(_folder.In("message.bin")));
    }

    [Theory]
    [InlineData("", "neither hex nor a Hermes answer")]
    [InlineData("garbage", "neither hex nor a Hermes answer")]
    [InlineData("0x", "neither hex nor a Hermes answer")]
    [InlineData("0x504e4155", "")]
    [InlineData("00", "")]
    [InlineData("{", "")]
    [InlineData("{\"hex\":\"\\ud800\"}", "")]
    [InlineData("{\"binary\":{\"encoding\":\"hex\",\"data\":[]}}", "")]
    public async Task Observe_OfWhatIsNoMessage_ExitsWith1(string content, string reason)
    {
        var ran = await Captured.RunAsync("observe", "--recording", _folder.Write("message", content));
        Assert.True(ran.Code == 1, ran.ToString());
        Assert.StartsWith("refused: message: " + reason, ran.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ran.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_OfAnOversizedFileOrAnEmptyFolder_ExitsWith1()
    {
        await File.WriteAllBytesAsync(_folder.In("large"), new byte[(4 << 20) + 1]);
        Assert.Contains("more than 4194304 bytes", (await Captured.RunAsync("observe", "--recording", _folder.In("large"))).Errors, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.In("empty"));
        Assert.Equal(1, (await Captured.RunAsync("observe", "--recording", _folder.In("empty"))).Code);
        Assert.Equal(1, (await Captured.RunAsync("observe", "--recording", _folder.In("nowhere"))).Code);
    }

    [Fact]
    public async Task Observe_OfTheSandbox_ShowsEverySource()
    {
        var ran = await Captured.RunAsync("observe", "--scenario", "calm", "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        var usable = Json.Parse(ran.Output).EnumerateArray().Where(sighting => sighting.GetProperty("usable").GetBoolean()).Select(sighting => (sighting.Text("feed"), sighting.Text("provider"))).ToList();
        foreach (var provider in (string[])["Pyth", "Chainlink", "Api3"]) Assert.Contains(("ETH/USD", provider), usable);
        Assert.Contains("BTC/USD", (await Captured.RunAsync("observe", "--scenario", "calm")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<IReadOnlyList<JsonElement>> ObserveAsync(string target)
    {
        var ran = await Captured.RunAsync("observe", "--recording", target, "--json");
        Assert.True(ran.Code == 0, ran.ToString());
        return [.. Json.Parse(ran.Output).EnumerateArray()];
    }

    private static (string Id, string Value, long PublishedAt) Expected(JsonElement message)
    {
        Assert.True(Price.TryFromMantissa(long.Parse(message.Text("price"), System.Globalization.CultureInfo.InvariantCulture), message.GetProperty("expo").GetInt32(), Rounding.Down, out var value));
        return ("0x" + message.Text("feed_id"), value.ToString(), message.GetProperty("publish_time").GetInt64() * 1_000);
    }

    private static string Reason(string file) => file switch
    {
        "gs3_20240318T005351_badproof_ETHUSD-USDCUSD.json" => "BadProof: message 1 proves 0x21afb08bc9f922ef455da0dbd9819b8598e0043c, the signed root is 0x16cf8c2f2b7d5930db82bbc329e98403bec6b29b",
        "gs0_v60.0_2u_2ok_8079e4.json" => "Malformed: update, byte 4: major version 60, not 1",
        "gs0_v1.0_1u_1ok_e9de33.json" => "ExpiredSignerSet: signer set 0 of wormhole-mainnet expired at 2021-08-05T16:35:30.000Z, before 2023-11-07T16:40:29.000Z",
        _ => "BadSignature: signature of signer 0 of set 0 of wormhole-mainnet recovers to 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf, not 0x58cc3ae5c097b213ce3c81979e1b9f9570746aa5",
    };
}
