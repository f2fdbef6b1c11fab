using System.Text.Json;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Node.Sandbox.Accounts;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox.Accounts;

/// <summary>A world of accounts whose time stands still until it is moved, and our own readers of it.</summary>
internal sealed class Accounting : IAsyncDisposable
{
    /// <summary>Not a whole second, as real starts are not.</summary>
    public const long Start = 1_800_000_000_250;

    private Accounting(AccountsWorld world, ManualTime time) => (World, Time) = (world, time);

    public AccountsWorld World { get; }

    public ManualTime Time { get; }

    public HttpClient Http { get; } = new();

    public static async Task<Accounting> StartAsync(AccountsScript script, bool isHeld = false)
    {
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Start));
        return new(await AccountsWorld.StartAsync(script, time, CancellationToken.None, isHeld), time);
    }

    /// <summary>Moves the clock to so many milliseconds after the start.</summary>
    public void MoveTo(long milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(Start + milliseconds - Time.GetUtcNow().ToUnixTimeMilliseconds()));

    public EvmReader Evm() => new(new() { Chain = AccountsCast.Evm, Endpoints = [World.EvmRpc] }, Http, Time);

    public SolanaReader Solana() => new(new() { Chain = AccountsCast.Solana, Endpoints = [World.SolanaRpc] }, Http, Time);

    public CosmosReader Cosmos() => new(new() { Chain = AccountsCast.Cosmos, Endpoints = [World.CosmosRpc] }, Http, Time);

    public static async Task<JsonElement> RequestAsync(HttpClient http, Uri address, string method, string parameters)
    {
        using var content = new StringContent($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(address, content);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await World.DisposeAsync();
    }
}
