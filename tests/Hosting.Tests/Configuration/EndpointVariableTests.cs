using System.Text.Json;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

/// <summary>Addresses of endpoints that stand in the environment.</summary>
public sealed class EndpointVariableTests
{
    private const string Secret = "https://user:hunter2@node.example/v2/0123456789abcdef?key=query-secret";

    private static readonly Func<string, string?> Environment_ = Settings.Of(("ENDPOINT_MAINNET", Secret), ("ENDPOINT_WS", "wss://node.example/0123456789abcdef"), ("ENDPOINT_EMPTY", ""), ("PYTH_API_KEY", Secret));

    [Fact]
    public void AnAddressMayStandInTheEnvironment_AlsoInASectionInside()
    {
        var root = Read("""{ "stream": "$ENDPOINT_MAINNET", "chains": [{ "endpoints": ["https://other.example", "$ENDPOINT_MAINNET"] }], "pyth": { "endpoints": ["$ENDPOINT_MAINNET"] } }""", out var problems);
        Assert.Equal(new Uri(Secret), root.Endpoint("stream"));
        Assert.Equal([new Uri("https://other.example"), new Uri(Secret)], root.Sections("chains")[0].Endpoints("endpoints"));
        Assert.Equal([new Uri(Secret)], root.Section("pyth")!.Endpoints("endpoints"));
        Assert.Equal([], problems);
    }

    [Fact]
    public void AVariableThatIsNotSet_OrHoldsNoAddress_IsAProblemThatNamesIt_AndNeverItsValue()
    {
        var root = Read("""{ "stream": "$ENDPOINT_WS", "endpoints": ["$ENDPOINT_LOST", "$ENDPOINT_EMPTY", "$ENDPOINT_WS", "wss://node.example/0123456789abcdef"] }""", out var problems);
        root.Endpoint("stream");
        Assert.Equal([], root.Endpoints("endpoints"));
        Assert.Equal(
        [
            "$.stream: ENDPOINT_WS must hold an http or https address",
            "$.endpoints[0]: ENDPOINT_LOST is not set in the environment",
            "$.endpoints[1]: ENDPOINT_EMPTY is not set in the environment",
            "$.endpoints[2]: ENDPOINT_WS must hold an http or https address",
            "$.endpoints[3]: must be an http or https address, or $ENDPOINT_NAME for one that is in the environment",
        ], problems);
    }

    /// <summary>A file cannot send another secret of the process anywhere, and an address with a dollar in it is an address.</summary>
    [Theory]
    [InlineData("$PYTH_API_KEY")]
    [InlineData("$ENDPOINT_")]
    [InlineData("$ENDPOINT_mainnet")]
    [InlineData("$ENDPOINT_MAINNET/path")]
    [InlineData("${ENDPOINT_MAINNET}")]
    [InlineData("$$ENDPOINT_MAINNET")]
    [InlineData(" $ENDPOINT_MAINNET")]
    [InlineData("ENDPOINT_MAINNET")]
    [InlineData("$")]
    [InlineData("")]
    public void OnlyAWholeNameThatBeginsWithEndpoint_IsRead(string text)
    {
        var asked = new List<string>();
        var problems = new List<string>();
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(new { endpoints = new[] { text } }));
        Assert.Equal([], new JsonSection(json.RootElement, "$", problems, name => { asked.Add(name); return Secret; }).Endpoints("endpoints"));
        Assert.Equal([], asked);
        Assert.StartsWith("$.endpoints[0]: must be an http or https address, or $ENDPOINT_NAME", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal([new Uri("https://node.example/$ENDPOINT_MAINNET")], Read("""{ "endpoints": ["https://node.example/$ENDPOINT_MAINNET"] }""", out _).Endpoints("endpoints"));
    }

    [Fact]
    public void WhereAProcessListens_IsNeverInTheEnvironment()
    {
        Read("""{ "listen": "$ENDPOINT_MAINNET" }""", out var problems).Address("listen");
        Assert.Equal(["$.listen: must be an http or https address, not \"$ENDPOINT_MAINNET\""], problems);
    }

    /// <summary>A process that asks no endpoint reads the same file, and what it would ask is nowhere.</summary>
    [Fact]
    public void AProcessThatAsksNoEndpoint_NeedsNoneOfTheAddresses()
    {
        var endpoints = Read("""{ "endpoints": ["$ENDPOINT_ONE", "$ENDPOINT_TWO"] }""", out var problems, EndpointAddress.Unreachable).Endpoints("endpoints");
        Assert.Equal([], problems);
        Assert.Equal(2, endpoints.Distinct().Count());
        Assert.All(endpoints, static endpoint => Assert.EndsWith(".invalid", endpoint.Host, StringComparison.Ordinal));
    }

    [Fact]
    public void Mutations_NeverThrow_AndNeverShowAValue()
    {
        var good = """{ "stream": "$ENDPOINT_MAINNET", "endpoints": ["$ENDPOINT_MAINNET", "$ENDPOINT_WS", "https://node.example"] }"""u8.ToArray();
        var mutator = new Mutator(20_261_122);
        for (var i = 0; i < 30_000; i++)
        {
            var problems = new List<string>();
            using var json = Encoding.StrictJson.Parse(mutator.Next(good), out _);
            if (json is null) continue;
            var section = new JsonSection(json.RootElement, "$", problems, Environment_);
            section.Endpoint("stream");
            section.Endpoints("endpoints");
            Assert.True(problems.All(static problem => !problem.Contains("0123456789abcdef", StringComparison.Ordinal) && !problem.Contains("hunter2", StringComparison.Ordinal)), mutator.Describe(i));
        }
    }

    private static JsonSection Read(string text, out List<string> problems, Func<string, string?>? settings = null)
    {
        problems = [];
        using var json = JsonDocument.Parse(text);
        return new(json.RootElement.Clone(), "$", problems, settings ?? Environment_);
    }
}
