using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm;

/// <summary>What a hub says, or why it is not known.</summary>
public abstract record HubReadOutcome
{
    private HubReadOutcome() { }

    public sealed record Read(HubState State) : HubReadOutcome;

    /// <summary>Nothing is known: plan nothing, ask again.</summary>
    public sealed record Failed(ReadFailure Failure) : HubReadOutcome;
}

/// <summary>Reads a hub at one block, pinned by its hash (EIP-1898), through Multicall3. Whatever the endpoint answers is a typed outcome; throws only when cancelled.</summary>
/// <remarks>One endpoint is enough: a false answer makes a relayer pay for nothing or wait, and no reader of the hub believe anything. One caller at a time.</remarks>
/// <param name="node">Of the chain.</param>
/// <param name="hub">The hub's address.</param>
/// <param name="multicall">Multicall3's address.</param>
public sealed class HubReader(EvmNode node, EvmAddress hub, EvmAddress multicall)
{
    private const int MaximumCalls = 300;

    private EvmAddress? _facts;

    public async Task<HubReadOutcome> ReadAsync(HubQuery query, CancellationToken cancellation)
    {
        var (block, missing) = await node.BlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);
        if (missing is not null) return new HubReadOutcome.Failed(missing);
        if (query.Facts.Count > 0 && _facts is null && await FindFactsAsync(block.Pinned, cancellation).ConfigureAwait(false) is { } unknown) return new HubReadOutcome.Failed(unknown);
        var calls = Calls(query);
        var results = new List<MulticallResult>(calls.Count);
        EvmCall[][] chunks = [.. calls.Chunk(MaximumCalls)];
        foreach (var (answer, failure) in await node.AggregateAsync(block.Pinned, multicall, chunks, cancellation).ConfigureAwait(false))
        {
            if (failure is not null) return new HubReadOutcome.Failed(failure);
            results.AddRange(answer!);
        }

        return new HubAnswers(query, results).TryRead(block, out var state, out var problem) ? new HubReadOutcome.Read(state!) : new HubReadOutcome.Failed(problem!);
    }

    private async Task<ReadFailure?> FindFactsAsync(PinnedBlock block, CancellationToken cancellation)
    {
        var replies = await node.AggregateAsync(block, multicall, [[new(hub, HubReads.Facts())]], cancellation).ConfigureAwait(false);
        if (replies[0].Failure is { } failure) return failure;
        var result = replies[0].Value![0];
        if (!result.Success) return new(RejectionCode.CallFailed, $"facts: {HubErrors.Decode(result.ReturnData.Span)}");
        if (!HubReads.TryReadAddress(result.ReturnData.Span, out var facts, out var fault)) return fault.ToFailure("facts");
        _facts = facts;
        return null;
    }

    /// <summary>In the order in which <see cref="HubAnswers"/> reads them.</summary>
    private List<EvmCall> Calls(HubQuery query)
    {
        var facts = _facts.GetValueOrDefault();
        return
        [
            new(hub, HubReads.CurrentEpoch()),
            .. query.Prices.Select(place => new EvmCall(hub, place.Layout is { } layout ? HubReads.PairedPrice(layout, place.Position) : HubReads.Price(place.Shard, place.Feed))),
            .. query.Facts.Select(fact => new EvmCall(facts, HubReads.Fact(fact.Kind, fact.Shard, fact.Subject))),
            .. query.Floors.Select(floor => new EvmCall(facts, HubReads.FloorOf(floor.Shard, floor.Subject))),
            .. query.SnapshotFloors.Select(shard => new EvmCall(facts, HubReads.SnapshotFloorOf(shard))),
        ];
    }
}
