using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Tests.Evm.RealChain;

/// <summary>A node that mines when it is told to, with a <c>PostBox</c> on it and funded senders.</summary>
internal sealed class PostBoxChain : IAsyncDisposable
{
    public const ulong ChainId = 31337;

    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("relay-tests-").FullName;

    private PostBoxChain(Anvil anvil, EvmAddress box) => (Anvil, Box) = (anvil, box);

    public Anvil Anvil { get; }

    public EvmAddress Box { get; }

    public static async Task<PostBoxChain> StartAsync(params string[] options)
    {
        // Finalized is what lies two epochs back; an epoch of two blocks keeps the tests short.
        var anvil = await Anvil.StartAsync(["--slots-in-an-epoch", "2", .. options]);
        var box = await anvil.DeployAsync("PostBox");
        await anvil.RpcAsync("evm_setAutomine", false);
        return new(anvil, box);
    }

    /// <summary>Over the n-th key, with a journal of its own.</summary>
    public async Task<ChainSender> SenderAsync(int key = 0, ulong ether = 10, FeeOptions? fees = null)
    {
        var signer = Postings.Key(key);
        await FundAsync(signer.Address, ether * Postings.Gwei * Postings.Gwei);
        var sender = await ChainSender.StartAsync(this, signer, Path.Combine(_folder, $"{key}"), _http, fees ?? new() { BlocksBeforeBump = 2 });
        _owned.Add(sender);
        return sender;
    }

    public Task FundAsync(EvmAddress account, UInt128 wei) => Anvil.RpcAsync("anvil_setBalance", account.ToString(), "0x" + wei.ToString("x", CultureInfo.InvariantCulture));

    public async Task MineAsync(int blocks = 1)
    {
        for (var i = 0; i < blocks; i++) await Anvil.RpcAsync("evm_mine");
    }

    /// <summary>The next block may cost this, wei per gas; those behind it what the node makes of it.</summary>
    public Task SetBaseFeeAsync(UInt128 wei) => Anvil.RpcAsync("anvil_setNextBlockBaseFeePerGas", "0x" + wei.ToString("x", CultureInfo.InvariantCulture));

    /// <summary>The sequences that the box took of a shard, in the order of the canonical chain.</summary>
    public async Task<IReadOnlyList<ulong>> TakenAsync(string shard)
    {
        var topics = new JsonArray(CrossChainOracle.Crypto.Keccak256.Hash("Posted(bytes32,uint64,address)"u8).ToString(), Postings.Box(shard).ToString());
        var logs = (await Anvil.RpcAsync("eth_getLogs", new JsonObject { ["fromBlock"] = "0x0", ["toBlock"] = "latest", ["address"] = Box.ToString(), ["topics"] = topics }))!.AsArray();
        return [.. logs.Select(log => ulong.Parse(((string)log!["topics"]![2]!).AsSpan(50), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }

    public async Task<ulong> NonceAsync(EvmAddress account, string which = "latest") =>
        ulong.Parse(((string)(await Anvil.RpcAsync("eth_getTransactionCount", account.ToString(), which))!).AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Those of the account, by nonce.</summary>
    public async Task<IReadOnlyList<(ulong Nonce, string Hash)>> MempoolAsync(EvmAddress account)
    {
        var content = (await Anvil.RpcAsync("txpool_content"))!;
        var found = new List<(ulong, string)>();
        foreach (var kind in new[] { "pending", "queued" })
        {
            foreach (var of in content[kind]!.AsObject().Where(of => EvmAddress.Parse(of.Key) == account))
            {
                found.AddRange(of.Value!.AsObject().Select(each => (ulong.Parse(each.Key, CultureInfo.InvariantCulture), (string)each.Value!["hash"]!)));
            }
        }

        return [.. found.Order()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in _owned) await each.DisposeAsync();
        Anvil.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A sender on a real node and the real disk, and what it said.</summary>
internal sealed class ChainSender : IAsyncDisposable
{
    private readonly PostBoxChain _chain;
    private readonly PlatformSigner _key;
    private readonly string _folder;
    private readonly HttpClient _http;
    private readonly FeeOptions _fees;
    private SendJournal? _journal;

    private ChainSender(PostBoxChain chain, PlatformSigner key, string folder, HttpClient http, FeeOptions fees) => (_chain, _key, _folder, _http, _fees) = (chain, key, folder, http, fees);

    public ISigner Key => _key;

    public EvmSender Sender { get; private set; } = null!;

    public List<SendEvent> Events { get; } = [];

    public IReadOnlyList<SentTransaction> Journal => _journal!.Alive;

    public static async Task<ChainSender> StartAsync(PostBoxChain chain, PlatformSigner key, string folder, HttpClient http, FeeOptions fees)
    {
        var sender = new ChainSender(chain, key, folder, http, fees);
        await sender.RestartAsync();
        return sender;
    }

    public async Task RestartAsync()
    {
        if (_journal is not null) await _journal.DisposeAsync();
        _journal = (await SendJournal.OpenAsync(_folder, new(PostBoxChain.ChainId, _key.Address))).OrThrow();
        var options = new EvmSenderOptions
        {
            Chain = ChainId.Eip155(PostBoxChain.ChainId),
            Hub = _chain.Box,
            Endpoints = [new($"http://127.0.0.1:{_chain.Anvil.Port}")],
            Fees = _fees,
            Limits = new() { Timeout = TimeSpan.FromSeconds(30) },
        };
        Sender = new(options, _key, _journal, _http, Postings.ReadRevert, TimeProvider.System);
    }

    public async Task<IReadOnlyList<SendEvent>> StepAsync(params EvmPosting[] wanted)
    {
        var said = await Sender.StepAsync(wanted, default);
        Events.AddRange(said);
        await Sender.ForgetAsync(static _ => false);
        return said;
    }

    /// <summary>What of the postings the chain does not have, or newer.</summary>
    public async Task<EvmPosting[]> MissingAsync(params EvmPosting[] postings)
    {
        var missing = new List<EvmPosting>();
        foreach (var posting in postings)
        {
            var taken = await _chain.TakenAsync(posting.Posting.Header.Shard.ToString());
            if (taken.Count == 0 || taken.Max() < posting.Posting.Header.Sequence) missing.Add(posting);
        }

        return [.. missing];
    }

    /// <summary>Blocks and steps until the postings are final and nothing is under way; then the chain has each once and no nonce is stuck.</summary>
    public async Task FinishAsync(params EvmPosting[] postings)
    {
        for (var i = 0; i < 60; i++)
        {
            await StepAsync(await MissingAsync(postings));
            if (Journal.Count == 0 && (await MissingAsync(postings)).Length == 0) break;
            await _chain.MineAsync();
        }

        Assert.Empty(Journal);
        Assert.Empty(await _chain.MempoolAsync(_key.Address));
        Assert.Equal(await _chain.NonceAsync(_key.Address), await _chain.NonceAsync(_key.Address, "pending"));
        foreach (var posting in postings)
        {
            var taken = await _chain.TakenAsync(posting.Posting.Header.Shard.ToString());
            Assert.Single(taken, posting.Posting.Header.Sequence);
            Assert.Equal(taken.Distinct(), taken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _journal!.DisposeAsync();
        _key.Dispose();
    }
}
