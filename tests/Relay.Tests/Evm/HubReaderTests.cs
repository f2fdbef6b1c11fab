using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Tests.Planning;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Evm;

/// <summary>A hub behind a node's wire, which answers from the model hub.</summary>
public sealed class HubReaderTests : IDisposable
{
    private static readonly EvmAddress Hub = FakeContracts.Address(1);
    private static readonly EvmAddress Facts = FakeContracts.Address(2);

    private readonly FakeEvm _node = new() { ChainId = 31_337 };
    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly RelayScene _scene = new();

    /// <summary>What it answers beside the model; null: as the model does.</summary>
    private Func<ReadOnlyMemory<byte>, MulticallResult?> _otherwise = static _ => null;

    [Fact]
    public async Task AState_IsReadAtOneBlock_AsTheHubHasIt()
    {
        _scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"), Price("B/USD", "2"), Gap("C/USD"));
        _scene.Batch(RelayScene.Paired, Start, Price("A/USD", "100"), Gap("B/USD"), Price("C/USD", "3"));
        _scene.Batch(RelayScene.Accounts, Start, Fact(0), Fact(1), Fact(3, validFor: 3_000), Snapshot(0), Status(100));
        Assert.All(_scene.Execute(_scene.Plan(Start + 500), Start + 500), Assert.Null);
        _scene.Batch(RelayScene.Accounts, Start + 1_000, Retraction(RelayScene.Accounts, 1, 0));
        Assert.All(_scene.Execute(_scene.Plan(Start + 1_000), Start + 1_000), Assert.Null);
        _scene.Hub.Mine(Start + 5_000);

        var state = Assert.IsType<HubReadOutcome.Read>(await ReadAsync()).State;
        var model = _scene.Hub.State();
        Assert.Equal(model.Epoch, state.Epoch);
        Assert.Equal(Start + 5_000, state.Time);
        Assert.Equal(model.Prices.OrderBy(static price => price.Key), state.Prices.OrderBy(static price => price.Key));
        Assert.Equal(model.Floors, state.Floors);
        Assert.Equal(model.SnapshotFloors, state.SnapshotFloors);
        Assert.Equal(model.Facts.Keys.Order(), state.Facts.Keys.Order());
        Assert.Equal(Start + 3_000, state.FactEnds[(RelayScene.Accounts, Position(3))]);
        Assert.Equal(_scene.Plan(Start + 5_000).Planned.Select(static planned => planned.Posting.Posting.Id), _scene.Planner.Make(_scene.Policy, state, _scene.Inbox, [], Start + 5_000).Planned.Select(static planned => planned.Posting.Posting.Id));
    }

    [Fact]
    public async Task AnEmptyHub_HasNothing()
    {
        _scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        _scene.Batch(RelayScene.Accounts, Start, Fact(0));
        _scene.Hub.Mine(Start + 1_000);
        var state = Assert.IsType<HubReadOutcome.Read>(await ReadAsync()).State;
        Assert.Empty(state.Prices);
        Assert.Empty(state.Facts);
        Assert.Empty(state.Floors);
    }

    [Theory]
    [InlineData("currentEpoch()", "")]
    [InlineData("currentEpoch()", "00")]
    [InlineData("price(bytes16,bytes16)", "01")]
    [InlineData("facts()", "")]
    [InlineData("collateral(bytes16,bytes32)", "ff")]
    [InlineData("floorOf(bytes16,bytes32)", "")]
    public async Task AnAnswerThatIsNone_IsAFailure(string function, string answer)
    {
        _scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        _scene.Batch(RelayScene.Accounts, Start, Fact(0));
        foreach (var success in (bool[])[true, false])
        {
            _otherwise = call => AbiSelector.TrySplit(call.Span, out var selector, out _) && selector == AbiSelector.Of(function) ? new(success, Convert.FromHexString(answer)) : null;
            Assert.IsType<HubReadOutcome.Failed>(await ReadAsync());
        }
    }

    [Fact]
    public async Task AnotherChain_IsAFailure()
    {
        _node.ChainId = 1;
        Assert.Equal(RejectionCode.WrongEmitter, Assert.IsType<HubReadOutcome.Failed>(await ReadAsync()).Failure.Code);
    }

    [Fact]
    public async Task DamagedAnswers_NeverThrow()
    {
        _scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        _scene.Batch(RelayScene.Accounts, Start, Fact(0), Snapshot(0));
        Assert.All(_scene.Execute(_scene.Plan(Start + 500), Start + 500), Assert.Null);
        var mutator = new Mutator(20_261_120);
        var random = new Random(1);
        _otherwise = call =>
        {
            var honest = Answer(call);
            return random.Next(3) > 0 ? honest : new(random.Next(2) == 0, mutator.Next(honest.ReturnData.Span));
        };
        var read = 0;
        for (var i = 0; i < 300; i++) read += await ReadAsync() is HubReadOutcome.Read ? 1 : 0;
        Assert.InRange(read, 1, 299);
    }

    public void Dispose()
    {
        _node.Dispose();
        _http.Dispose();
    }

    private Task<HubReadOutcome> ReadAsync()
    {
        FakeContract contract = call => _otherwise(call) ?? Answer(call);
        _node.Blocks.Clear();
        _node.Blocks.Add(FakeBlock.Of(_scene.Hub.Number, (ulong)_scene.Hub.Time / 1_000, contracts: new() { [Hub] = contract, [Facts] = contract }));
        var node = new EvmNode(new JsonRpcClient(_http, new(_node.Address), new(), TimeProvider.System), 31_337);
        return new HubReader(node, Hub, FakeEvm.Multicall).ReadAsync(HubQuery.Of(_scene.Policy, _scene.Inbox), CancellationToken.None);
    }

    private MulticallResult Answer(ReadOnlyMemory<byte> call)
    {
        var state = _scene.Hub.State();
        AbiSelector.TrySplit(call.Span, out var selector, out _);
        if (selector == AbiSelector.Of("currentEpoch()")) return Words(state.Epoch);
        if (selector == AbiSelector.Of("facts()")) return new(true, new AbiWriter().Address(Facts).ToArray());
        foreach (var batch in _scene.Inbox.Prices)
        {
            var feeds = batch.Prices.Select(static price => PriceForms.FeedOf(price.Statement)).ToList();
            for (var i = 0; i < feeds.Count; i++)
            {
                var asked = batch.Header.Shard == RelayScene.Paired ? HubReads.PairedPrice(HubCalls.LayoutOf(batch.Header.Shard, feeds), i) : HubReads.Price(batch.Header.Shard, feeds[i]);
                if (call.Span.SequenceEqual(asked)) return PriceOf(state.Prices.GetValueOrDefault((batch.Header.Shard, feeds[i])));
            }
        }

        foreach (var (key, _) in state.Floors.Where(floor => call.Span.SequenceEqual(HubReads.FloorOf(floor.Key.Shard, floor.Key.Subject)))) return Words(1, state.Floors[key]);
        foreach (var (shard, floor) in state.SnapshotFloors.Where(floor => call.Span.SequenceEqual(HubReads.SnapshotFloorOf(floor.Key)))) return Words(1, floor);
        if (selector == AbiSelector.Of("floorOf(bytes16,bytes32)") || selector == AbiSelector.Of("snapshotFloorOf(bytes16)")) return Words(0, 0);
        return FactOf(state, call);
    }

    private MulticallResult FactOf(HubState state, ReadOnlyMemory<byte> call)
    {
        foreach (var ((shard, subject), sequence) in state.Facts)
        {
            foreach (var (kind, words) in (IEnumerable<(StatementKind, int)>)[(StatementKind.Collateral, 18), (StatementKind.Snapshot, 16), (StatementKind.ChainStatus, 9), (StatementKind.MarketIndex, 14)])
            {
                if (!call.Span.SequenceEqual(HubReads.Fact(kind, shard, subject))) continue;
                var end = state.FactEnds[(shard, subject)];
                if (state.Floors.TryGetValue((shard, subject), out var floor) && floor >= sequence) return new(false, new AbiWriter().Bytes32(subject).UInt(sequence).UInt(floor).ToCall(AbiSelector.Of("BelowFloor(bytes32,uint64,uint64)")));
                if (end < _scene.Hub.Time) return new(false, new AbiWriter().Bytes32(subject).UInt((UInt128)end).UInt((UInt128)_scene.Hub.Time).ToCall(AbiSelector.Of("Expired(bytes32,uint256,uint256)")));
                return Words([sequence, (UInt128)end, .. Enumerable.Repeat(UInt128.One, words - 2)]);
            }
        }

        return new(false, new AbiWriter().Bytes32(default).ToCall(AbiSelector.Of("NothingStored(bytes32)")));
    }

    private static MulticallResult PriceOf(StoredPrice? price) => price is null
        ? new(false, new AbiWriter().Bytes32(default).ToCall(AbiSelector.Of("NoPrice(bytes16)")))
        : Words(price.Sequence, (UInt128)price.ObservedAt, (UInt128)price.PublishedAt, (UInt128)price.ValidUntil, (UInt128)(byte)price.Verdict, (UInt128)(byte)price.Breaker, (UInt128)price.Value.Scaled, (UInt128)price.Confidence.Scaled);

    private static MulticallResult Words(params UInt128[] words)
    {
        var writer = new AbiWriter();
        foreach (var word in words) writer.UInt(word);
        return new(true, writer.ToArray());
    }
}
