using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Ledger;
using CrossChainOracle.Ledger.Tests;
using global::Azure.Core;
using Microsoft.Azure.Cosmos;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>What outlives every process: the database, the blobs.</summary>
internal sealed record Place(Emulator Emulator, string Database, BlobService Blobs)
{
    public static async Task<Place> NewAsync()
    {
        var emulator = await Emulator.RunningAsync();
        return new(emulator, await emulator.NewDatabaseAsync(), new());
    }
}

/// <summary>A ledger in the server from npm, through the real SDK. Every process that opens it has clients of its own, all on one wire.</summary>
internal sealed class CosmosHouse : ILedgerHouse
{
    private static readonly CosmosRetry Retry = new();

    private readonly Lazy<Task<Place>> _place;
    private readonly List<CosmosClient> _clients = [];
    private Wire? _wire;

    public CosmosHouse(Place? place = null) => _place = place is null ? new(Place.NewAsync) : new(Task.FromResult(place));

    public StepTime Time { get; } = new(Retry.AnswerLimit);

    /// <summary>There once it was opened.</summary>
    public Wire Wire => _wire ?? throw new InvalidOperationException("Nobody opened it yet.");

    public Func<int, HttpRequestMessage, WireFault> Plan { get; init; } = (_, _) => WireFault.None;

    public CosmosLedgerOptions Options { get; init; } = new() { Members = ["attester"], Member = "attester", MaxItemBytes = 4_096, Retry = Retry };

    public TokenCredential Credential { get; init; } = new FixedToken();

    public Task<Place> PlaceAsync() => _place.Value;

    public async ValueTask<ILedger> OpenAsync() => await OpenLedgerAsync();

    public async Task<CosmosLedger> OpenLedgerAsync()
    {
        var place = await PlaceAsync();
        _wire ??= new(Time, place.Blobs) { Plan = Plan };
        var client = CosmosConnection.Open(place.Emulator.Address, Credential, () => new(_wire, disposeHandler: false));
        lock (_clients) _clients.Add(client);
        var limits = new Rest.RestLimits { Attempt = Options.Retry.AnswerLimit, Budget = Options.Retry.Budget, FirstPause = Options.Retry.FirstDelay };
        var blobs = new BlobContainer(new($"https://{BlobService.Host}/ledger"), Credential, new(_wire, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }, Time, new() { Limits = limits });
        return new(client.GetContainer(place.Database, "batches"), client.GetContainer(place.Database, "latest"), new BodyBlobs(blobs), Options, Time, Random.Shared);
    }

    /// <summary>What another process finds, whose wire has no faults.</summary>
    public async Task<CosmosHouse> NextDoorAsync() => new(await PlaceAsync());

    public async ValueTask<ILedger> ReopenAsync(ILedger open, Ending ending)
    {
        await open.DisposeAsync();
        return await OpenAsync();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
