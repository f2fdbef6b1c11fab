using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.Blobs.Tests.Local;
using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Functions.Relay;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Relay;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>What outlives every instance of Relay: a real chain with a hub, a real Blob service, the gas key, the hubs that it sends to.</summary>
internal sealed class RelayedChain : IAsyncDisposable
{
    private const ulong ChainId = 31337;

    private readonly TemporaryFolder _folder = new();
    private readonly Cloud _cloud;
    private readonly Anvil _anvil;
    private readonly Azurite _azurite;
    private readonly HttpClient _rpc = JsonRpcClient.CreateHttp();
    private readonly PlatformSigner _gas = Keys.Of("the gas key of the cloud");
    private readonly RelayMetrics _metrics = new();
    private readonly List<CloudRelay> _instances = [];
    private readonly Dictionary<string, Uri> _containers = [];
    private string _file = string.Empty;

    private RelayedChain(Cloud cloud, Anvil anvil, Azurite azurite)
    {
        (_cloud, _anvil, _azurite) = (cloud, anvil, azurite);
        Receipts = new("receipts", FileEventStream.Open(FileEventStream.In(_folder.In("receipts")), Cloud.Partitions, cloud.Time).OrThrow());
    }

    public Hub Receipts { get; }

    public EvmAddress Hub { get; private set; }

    /// <summary>With the cloud's deployment and attester. It mines when it is told to, and by the cloud's clock.</summary>
    /// <param name="hub">In the configuration; null: the one that is deployed.</param>
    public static async Task<RelayedChain> StartAsync(Cloud cloud, EvmAddress? hub = null)
    {
        // Blocks must not be ahead of the clock, and deploying takes some. Finalized is what lies two epochs back.
        var began = (cloud.Now / 1_000) - 3_600;
        var anvil = await Anvil.StartAsync("--timestamp", began.ToString(CultureInfo.InvariantCulture), "--slots-in-an-epoch", "2", "--chain-id", ChainId.ToString(CultureInfo.InvariantCulture));
        var chain = new RelayedChain(cloud, anvil, await Azurite.StartAsync());
        await chain.DeployAsync(hub);
        await anvil.RpcAsync("evm_setAutomine", false);
        await chain.MineAtAsync(cloud.Now);
        foreach (var name in (string[])[CloudRelaySetup.JournalContainer, CloudRelaySetup.InboxContainer]) chain._containers[name] = await chain._azurite.CreateContainerAsync(name);
        return chain;
    }

    /// <summary>An instance of Relay, which knows nothing yet.</summary>
    /// <param name="wire">Between it and everything else, chain and blobs; null: one that works.</param>
    /// <param name="receipts">Null: those of the world.</param>
    /// <param name="deadLetters">Null: those of the world.</param>
    public (Batches Batches, Steps Steps) NewRelay(CutWire? wire = null, IEventPublisher? receipts = null, IEventPublisher? deadLetters = null)
    {
        var letters = deadLetters ?? _cloud.DeadLetters.Stream;
        var (rpc, blobs) = (wire?.Before(_rpc) ?? _rpc, wire?.Before(_azurite.Http) ?? _azurite.Http);
        var services = new RelayServices(_cloud.Time, rpc, new(receipts ?? Receipts.Stream, letters), new(), _metrics, notice => _cloud.Notices.Enqueue(RelayNotices.ToNode(notice)));
        var file = CloudRelaySetup.Load(_file, _cloud.Deployment.Domain.Deployment, name => name == "ENDPOINT_ANVIL" ? $"http://127.0.0.1:{_anvil.Port}" : null);
        var relay = CloudRelaySetup.Make(file, _cloud.Deployment.Attesters, _cloud.Deployment.Config.Attesters.Earlier is [.., var last] ? last : null, _gas, name => new BlobContainer(_containers[name], new TestCredential(TimeProvider.System), blobs, TimeProvider.System), services);
        _instances.Add(relay);
        return (new(relay, new(Batches.Hub, new(new Bodies()), letters, new OracleMetrics(_cloud.Measured), _cloud.Time), NullLogger<Batches>.Instance), new(relay));
    }

    /// <summary>Of the gas account.</summary>
    public Task SetBalanceAsync(UInt128 wei) => _anvil.RpcAsync("anvil_setBalance", _gas.Address.ToString(), "0x" + wei.ToString("x", CultureInfo.InvariantCulture));

    /// <summary>A block at the cloud's time.</summary>
    public async Task MineAsync(int blocks = 1)
    {
        for (var i = 0; i < blocks; i++)
        {
            await MineAtAsync(_cloud.Now);
            _cloud.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>What the hub says of the feed, asked as anybody asks it; null: nothing.</summary>
    public async Task<StoredPrice?> PriceAsync(FeedId feed)
    {
        var call = new JsonObject { ["to"] = Hub.ToString(), ["data"] = Hex.Encode(HubReads.Price(Cloud.Shard, feed)) };
        try
        {
            var data = Convert.FromHexString(((string)(await _anvil.RpcAsync("eth_call", call, "latest"))!)[2..]);
            Assert.True(HubReads.TryReadPrice(data, out var price, out var fault), $"{fault}");
            return price;
        }
        catch (InvalidOperationException refused) when (refused.Message.Contains("reverted", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Of the set that the hub believes.</summary>
    public async Task<uint> EpochAsync()
    {
        var call = new JsonObject { ["to"] = Hub.ToString(), ["data"] = Hex.Encode(HubReads.CurrentEpoch()) };
        return Convert.ToUInt32((string)(await _anvil.RpcAsync("eth_call", call, "latest"))!, 16);
    }

    /// <summary>Transactions of the gas account in blocks, all of them, in order of nonce: their calls.</summary>
    public async Task<IReadOnlyList<string>> SentAsync()
    {
        var sent = new SortedDictionary<ulong, string>();
        var head = Convert.ToInt64((string)(await _anvil.RpcAsync("eth_blockNumber"))!, 16);
        for (var number = 0L; number <= head; number++)
        {
            var block = await _anvil.RpcAsync("eth_getBlockByNumber", $"0x{number:x}", true);
            foreach (var transaction in block!["transactions"]!.AsArray().Where(transaction => EvmAddress.Parse((string)transaction!["from"]!) == _gas.Address && transaction["to"] is not null))
            {
                sent.Add(Convert.ToUInt64((string)transaction!["nonce"]!, 16), (string)transaction["input"]!);
            }
        }

        return [.. sent.Values];
    }

    /// <summary>What the account has under way, as the next instance would find it.</summary>
    public async Task<SendJournal> JournalAsync() =>
        (await SendJournal.OpenAsync(new BlobFile(Container(CloudRelaySetup.JournalContainer), $"eip155-{ChainId}", 1 << 20), new(ChainId, _gas.Address), default)).OrThrow();

    /// <summary>Names of the batches that are kept.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync() => Assert.IsType<BlobListing.Listed>(await Container(CloudRelaySetup.InboxContainer).ListAsync(string.Empty, 1_000, default)).Names;

    /// <summary>Chain and clock as they are now, and nothing of ours left: for the next of many runs.</summary>
    public async Task<Func<Task>> SnapshotAsync()
    {
        var (id, now) = (await _anvil.RpcAsync("evm_snapshot"), _cloud.Now);
        return async () =>
        {
            _cloud.Time.Shift(TimeSpan.FromMilliseconds(now - _cloud.Now));
            await _anvil.RpcAsync("evm_revert", id!.DeepClone());
            id = await _anvil.RpcAsync("evm_snapshot");
            foreach (var name in await InboxAsync()) Assert.Null(await Container(CloudRelaySetup.InboxContainer).DeleteAsync(name, default));
            Assert.Null(await Container(CloudRelaySetup.JournalContainer).DeleteAsync($"eip155-{ChainId}", default));
        };
    }

    /// <summary>What the stream <c>receipts</c> has, each posting's once.</summary>
    public async Task<IReadOnlyList<RelayReceipt>> ReceiptsAsync() => [.. (await Receipts.AllAsync()).Select(static stored =>
    {
        Assert.Null(ReceiptCodec.Decode(stored.Body, out var receipt));
        return receipt!;
    }).DistinctBy(static receipt => (receipt.Posting, receipt.Subject))];

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances) await instance.DisposeAsync();
        await Receipts.DisposeAsync();
        _anvil.Dispose();
        _azurite.Dispose();
        _rpc.Dispose();
        _gas.Dispose();
        _metrics.Dispose();
        _folder.Dispose();
    }

    private BlobContainer Container(string name) => new(_containers[name], new TestCredential(TimeProvider.System), _azurite.Http, TimeProvider.System);

    private async Task MineAtAsync(long now)
    {
        await _anvil.RpcAsync("evm_setNextBlockTimestamp", JsonValue.Create(now / 1_000));
        await _anvil.RpcAsync("evm_mine");
    }

    private async Task DeployAsync(EvmAddress? configured)
    {
        await SetBalanceAsync(UInt128.Parse("100000000000000000000"));
        var client = EvmRelaySetup.Client(_rpc, new($"http://127.0.0.1:{_anvil.Port}"), TimeProvider.System);
        var deployer = new ContractDeployer(client, ChainId, _gas, 100_000_000_000, TimeProvider.System);
        var multicall = Assert.IsType<DeployOutcome.Deployed>(await deployer.DeployAsync(ContractCode.Creation(ContractCode.Aggregate3), default));
        var parameters = new HubParameters(_cloud.Deployment.Domain, _cloud.Deployment.Attesters, null, 0, AttesterSet.MaximumGraceMs, HubParameters.DefaultMaximumAheadMs);
        var (deployed, problem) = await HubDeployment.DeployAsync(deployer, parameters, [], Verdict.None, default);
        Assert.Null(problem);
        Hub = deployed!.Hub;
        _file = _folder.Write("relay.json", $$"""
            {
              "deployment": "{{_cloud.Deployment.Domain.Deployment}}",
              "chains": [{
                "chain": "eip155:{{ChainId}}", "hub": "{{configured ?? Hub}}", "multicall": "{{multicall.Address}}", "endpoints": ["$ENDPOINT_ANVIL"], "maximumFee": "200", "urgentFee": "500",
                "shards": [{ "shard": "{{Cloud.Shard}}", "form": "single", "feeds": [{ "feed": "ETH/USD", "deviation": "0%", "heartbeat": "1h" }] }]
              }]
            }
            """);
    }
}
