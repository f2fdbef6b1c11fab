using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>What a plain call of an adapter gave beside what the stream says.</summary>
/// <param name="Call">Which function of which kind of adapter.</param>
/// <param name="Sequence">As the chain says; null where the call failed.</param>
/// <param name="Problem">Null where both are the same.</param>
internal sealed record CheckedPrice(ChainId Chain, FeedId Feed, string Call, ulong? Sequence, ulong Block, string? Problem);

/// <summary>Reads what stands on a chain as any protocol would, with <c>eth_call</c> and nothing of ours, and compares it with the verified stream.</summary>
/// <param name="stream">Prices and gaps by shard, sequence and feed.</param>
internal sealed class RelayCheck(JsonRpcClient client, RelayedChain chain, IReadOnlyDictionary<(ShardId Shard, ulong Sequence, FeedId Feed), Statement> stream)
{
    private const int Decimals = AdapterParameters.Decimals;

    /// <summary>Each feed at the block of its last posting: what stood there does not end while it is looked at.</summary>
    public async Task<IReadOnlyList<CheckedPrice>> RunAsync(ChainView view, CancellationToken cancellation)
    {
        var results = new List<CheckedPrice>();
        foreach (var feed in view.Feeds)
        {
            var (_, aggregator) = chain.Deployed.Aggregators.FirstOrDefault(each => each.Feed.Feed == feed.Feed);
            if (feed.Last?.Block is not { } block || aggregator.IsZero)
            {
                results.Add(new(chain.Anvil.Chain, feed.Feed, "latestRoundData", null, 0, "was never posted"));
                continue;
            }

            results.Add(await RoundAsync(feed, aggregator, block.Number, cancellation).ConfigureAwait(false));
            results.Add(await PythAsync(feed, chain.Deployed.Pyth!.Value, block.Number, results[^1].Sequence ?? feed.Last.Sequence, cancellation).ConfigureAwait(false));
        }

        return results;
    }

    private async Task<CheckedPrice> RoundAsync(FeedView feed, EvmAddress aggregator, ulong block, CancellationToken cancellation)
    {
        var (data, problem) = await CallAsync(aggregator, new AbiWriter().ToCall(AbiSelector.Of("latestRoundData()")), block, cancellation).ConfigureAwait(false);
        if (data is null) return Result(null, CompareRefusal(feed, feed.Last!.Sequence, problem!));
        var reader = new AbiReader(data);
        if (!reader.TryOpen(5, out var frame) || !reader.TryReadUInt64(ref frame, 64, out var round) || !reader.TryReadUInt128(ref frame, 128, out var answer)
            || !reader.TryReadUInt64(ref frame, 64, out _) || !reader.TryReadUInt64(ref frame, 64, out var updatedAt) || !reader.TryReadUInt64(ref frame, 64, out var answeredIn) || !reader.TryFinish())
        {
            return Result(null, $"the answer is malformed: {reader.Fault}");
        }

        return Result(round, answeredIn != round ? $"answeredInRound {answeredIn} of round {round}" : Compare(feed, round, answer, updatedAt));

        CheckedPrice Result(ulong? sequence, string? problem) => new(chain.Anvil.Chain, feed.Feed, "latestRoundData", sequence, block, problem);
    }

    private async Task<CheckedPrice> PythAsync(FeedView feed, EvmAddress pyth, ulong block, ulong sequence, CancellationToken cancellation)
    {
        var call = new AbiWriter().Bytes32(AdapterParameters.PythId(feed.Feed)).ToCall(AbiSelector.Of("getPriceUnsafe(bytes32)"));
        var (data, problem) = await CallAsync(pyth, call, block, cancellation).ConfigureAwait(false);
        if (data is null) return Result(CompareRefusal(feed, sequence, problem!));
        var reader = new AbiReader(data);
        if (!reader.TryOpen(4, out var frame) || !reader.TryReadUInt128(ref frame, 63, out var price) || !reader.TryReadUInt64(ref frame, 64, out var width)
            || !reader.TryReadInt128(ref frame, 32, out var exponent) || !reader.TryReadUInt64(ref frame, 64, out var publishTime) || !reader.TryFinish())
        {
            return Result($"the answer is malformed: {reader.Fault}");
        }

        if (exponent != -Decimals) return Result($"exponent {exponent}, deployed with {-Decimals}");
        return Result(Compare(feed, sequence, price, publishTime) ?? CompareBand(feed, sequence, price, width));

        CheckedPrice Result(string? problem) => new(chain.Anvil.Chain, feed.Feed, "getPriceUnsafe", sequence, block, problem);
    }

    private string? Compare(FeedView feed, ulong sequence, UInt128 answer, ulong time)
    {
        if (Said(feed, sequence) is not PriceStatement said) return $"the stream has no price in sequence {sequence}";
        var expected = Stored((UInt128)said.Value.Scaled) / Unit;
        if (answer != expected) return $"{answer} on chain, {expected} in the stream";
        var published = (ulong)said.PublishedAt / 1_000;
        return time == published ? null : $"published at {time} on chain, at {published} in the stream";
    }

    /// <summary>The band on chain contains the one that was signed.</summary>
    private string? CompareBand(FeedView feed, ulong sequence, UInt128 price, ulong width)
    {
        var said = (PriceStatement)Said(feed, sequence)!;
        var (value, confidence) = ((UInt128)said.Value.Scaled, (UInt128)said.Confidence.Scaled);
        var (middle, half) = (price * Unit, width * Unit);
        var contains = middle + half >= value + confidence && (half >= middle || confidence >= value || middle - half <= value - confidence);
        return contains ? null : $"the band {price} ± {width} does not contain {said.Value} ± {said.Confidence}";
    }

    /// <summary>An adapter gives no price where the stream has none, or one that must not be trusted alone.</summary>
    private string? CompareRefusal(FeedView feed, ulong sequence, string refusal)
    {
        var expected = Said(feed, sequence) switch
        {
            GapStatement => "NoPrice(bytes16)",
            PriceStatement { Breaker: BreakerState.Open } => "BreakerOpen(bytes16)",
            PriceStatement price when !price.Verdict.HasFlag(Verdict.Relay) => "NoPrice(bytes16)",
            _ => null,
        };
        return expected is not null && refusal.Contains($"0x{AbiSelector.Of(expected):x8}", StringComparison.Ordinal) ? null : refusal;
    }

    private Statement? Said(FeedView feed, ulong sequence) => stream.GetValueOrDefault((feed.Shard, sequence, feed.Feed));

    private static UInt128 Unit => (UInt128)FixedPoint.PowerOfTen(Price.Decimals - Decimals);

    /// <summary>Rounded down to the grid of its slot (docs/spec/attestation-v1.md, section 15.3).</summary>
    private UInt128 Stored(UInt128 value)
    {
        var limit = UInt128.One << (chain.Form == StorageForm.Single ? 64 : 48);
        UInt128 grid = 1;
        while (value / grid >= limit) grid *= 1_000;
        return value / grid * grid;
    }

    private async Task<(byte[]? Data, string? Problem)> CallAsync(EvmAddress to, byte[] call, ulong block, CancellationToken cancellation)
    {
        var request = new System.Text.Json.Nodes.JsonObject { ["to"] = to.ToString(), ["data"] = Hex.Encode(call) };
        var answer = await client.SendAsync(new("eth_call", request, $"0x{block:x}"), cancellation).ConfigureAwait(false);
        return answer switch
        {
            JsonRpcAnswer.Ok ok when EvmNodeParser.TryParseData(ok.Result, out var data) => (data, null),
            JsonRpcAnswer.RpcError error => (null, $"eth_call: {error.Message} {error.Data}"),
            JsonRpcAnswer.Failed failed => (null, $"eth_call: {failed.Detail}"),
            _ => (null, "eth_call: the result is not hex data"),
        };
    }
}
