using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;

namespace CrossChainOracle.Collateral.Tests.Evm.RealChain;

/// <summary>A real node, people with coins, and protocols that are read of it. Every transaction is a block of its own.</summary>
internal sealed class ProtocolChain : IDisposable
{
    public static readonly ChainId Chain = ChainId.Eip155(31337);

    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly Anvil _anvil;
    private readonly EvmReader _reader;

    private ProtocolChain(Anvil anvil, EvmAddress multicall, EvmAddress[] people)
    {
        _anvil = anvil;
        Multicall = multicall;
        People = people;

        // One node under two names stands for two endpoints that agree.
        _reader = new(
            new()
            {
                Chain = Chain,
                Endpoints = [new($"http://127.0.0.1:{anvil.Port}"), new($"http://127.0.0.1:{anvil.Port}/?second")],
                Agreement = 2,
                Multicall = multicall,
                Limits = new() { Timeout = TimeSpan.FromSeconds(30) },
            },
            _http,
            TimeProvider.System);
    }

    public EvmAddress Multicall { get; }

    public EvmAddress[] People { get; }

    public static async Task<ProtocolChain> StartAsync()
    {
        var anvil = await Anvil.StartAsync();
        var people = (await anvil.RpcAsync("eth_accounts"))!.AsArray().Select(account => EvmAddress.Parse((string)account!)).ToArray();
        return new(anvil, await anvil.DeployAsync("Multicall"), people);
    }

    public Task<EvmAddress> DeployAsync(string contract, AbiWriter? arguments = null) => _anvil.DeployAsync(contract, arguments);

    /// <param name="name">For a failure's message.</param>
    /// <param name="code">Creation code in hex, with the constructor's arguments.</param>
    public async Task<EvmAddress> CreateAsync(string name, string code) =>
        EvmAddress.Parse((string)(await _anvil.SendAsync(name, new() { ["from"] = People[0].ToString(), ["data"] = code }))["contractAddress"]!);

    public Task SendAsync(EvmAddress from, EvmAddress to, string signature, AbiWriter arguments, ulong value = 0) =>
        _anvil.SendAsync(signature, new() { ["from"] = from.ToString(), ["to"] = to.ToString(), ["data"] = Hex.Encode(arguments.ToCall(AbiSelector.Of(signature))), ["value"] = $"0x{value:x}" });

    /// <summary>Lets time pass, in a block without transactions.</summary>
    public Task PassAsync(int seconds) => _anvil.RpcAsync("anvil_mine", "0x1", $"0x{seconds:x}");

    public async Task<PinnedBlock> PinAsync() => Assert.IsType<PinOutcome.Pinned>(await _reader.PinAsync(BlockTag.Latest, default)).Block;

    public async Task<ProtocolAnswer> ReadAsync(IEvmProtocol protocol, EvmAddress owner, PinnedBlock block)
    {
        var answers = new List<IReadOnlyList<CallOutcome>>();
        while (protocol.Step(owner, answers) is EvmStep.Ask ask) answers.Add(await _reader.CallAsync(block, ask.Calls, default));
        return ((EvmStep.Done)protocol.Step(owner, answers)).Answer;
    }

    /// <summary>A number that a contract itself says.</summary>
    public async Task<UInt128> AskAsync(PinnedBlock block, EvmAddress contract, string signature, AbiWriter arguments)
    {
        var outcome = Assert.Single(await _reader.CallAsync(block, [new(contract, arguments.ToCall(AbiSelector.Of(signature)))], default));
        Assert.True(EvmAnswer.TryUInt(outcome, signature, 256, out var value, out var failure), failure?.Detail);
        return value;
    }

    /// <summary>Addresses that a contract itself says.</summary>
    public async Task<EvmAddress[]> AskAddressesAsync(EvmAddress contract, string signature, AbiWriter arguments, int count = 1)
    {
        var outcome = Assert.Single(await _reader.CallAsync(await PinAsync(), [new(contract, arguments.ToCall(AbiSelector.Of(signature)))], default));
        var addresses = new EvmAddress[count];
        Read(Assert.IsType<CallOutcome.Returned>(outcome).Data.Span, addresses);
        return addresses;

        static void Read(ReadOnlySpan<byte> data, EvmAddress[] addresses)
        {
            var reader = new AbiReader(data);
            Assert.True(reader.TryOpen(addresses.Length, out var top));
            for (var i = 0; i < addresses.Length; i++) Assert.True(reader.TryReadAddress(ref top, out addresses[i]));
        }
    }

    /// <summary>Who stands in the topics by which a protocol is watched, in one block's logs.</summary>
    public async Task<HashSet<EvmAddress>> NamedAsync(IEvmProtocol protocol, PinnedBlock block)
    {
        var named = new HashSet<EvmAddress>();
        foreach (var watch in protocol.Watches)
        {
            var logs = Assert.IsType<LogsOutcome.Read>(await _reader.LogsAsync(block, new([watch.Contract], [[watch.Topic0]]), default)).Logs;
            foreach (var log in logs) named.UnionWith(watch.OwnerTopics.Select(topic => log.TryAddress(topic, out var owner) ? owner : default));
        }

        return named;
    }

    /// <summary>Does something in one block and checks that everyone whose shares differ from those of the block before is named by a log that is watched.</summary>
    public async Task AssertLogsNameWhoChangedAsync(IEvmProtocol protocol, IReadOnlyList<EvmAddress> owners, Func<Task> act)
    {
        var before = await PinAsync();
        await act();
        var after = await PinAsync();
        var named = await NamedAsync(protocol, after);
        var changed = new List<EvmAddress>();
        foreach (var owner in owners)
        {
            var (old, now) = (await SharesAsync(protocol, owner, before), await SharesAsync(protocol, owner, after));
            if (now.Any(item => old[item.Key] != item.Value)) changed.Add(owner);
        }

        Assert.NotEmpty(changed);
        Assert.Subset(named, changed.ToHashSet());
    }

    /// <summary>What the logs of one block changed, found as whoever watches a protocol finds it: by contract, event and the topics that hold owners.</summary>
    public async Task<IReadOnlyList<ShareChange>> ChangesAsync(IEvmProtocol protocol, PinnedBlock block)
    {
        var changes = new List<ShareChange>();
        foreach (var watch in protocol.Watches)
        {
            var logs = Assert.IsType<LogsOutcome.Read>(await _reader.LogsAsync(block, new([watch.Contract], [[watch.Topic0]]), default)).Logs;
            foreach (var log in logs) changes.AddRange(protocol.ChangesOf(log).Where(change => watch.OwnerTopics.Any(topic => log.TryAddress(topic, out var owner) && owner == change.Owner)));
        }

        return changes;
    }

    /// <summary>Does something in one block and checks, for everyone, that what the block's logs say is exactly by how much the shares differ from those of the block before.</summary>
    public async Task AssertLogsTellTheChangesAsync(IReadOnlyList<IEvmProtocol> protocols, IReadOnlyList<EvmAddress> owners, Func<Task> act)
    {
        var before = await PinAsync();
        await act();
        var after = await PinAsync();
        Assert.Equal(before.Number + 1, after.Number);
        foreach (var protocol in protocols)
        {
            var changes = await ChangesAsync(protocol, after);
            foreach (var owner in owners)
            {
                var old = await SharesAsync(protocol, owner, before);
                foreach (var (key, shares) in await SharesAsync(protocol, owner, after))
                {
                    var told = changes.Where(change => change.Owner == owner && (change.Market, change.Asset, change.Side) == (key.Market, key.Asset, key.Side)).Aggregate((Int128)0, (sum, change) => sum + change.Delta);
                    Assert.True((Int128)shares - (Int128)old[key] == told, $"{key}: {old[key]} became {shares}, the logs say {told}");
                }
            }
        }
    }

    public void Dispose()
    {
        _anvil.Dispose();
        _http.Dispose();
    }

    private async Task<Dictionary<PositionKey, UInt128>> SharesAsync(IEvmProtocol protocol, EvmAddress owner, PinnedBlock block)
    {
        var answer = await ReadAsync(protocol, owner, block);
        Assert.Empty(answer.Problems);
        return answer.Positions.ToDictionary(position => position.Key, position => position.Shares);
    }
}
