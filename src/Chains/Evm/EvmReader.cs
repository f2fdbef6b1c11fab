using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Reads contracts of one EVM chain at a block pinned by its hash, from n endpoints of which k must agree.</summary>
/// <remarks>
/// <para>Everything the endpoints may do is a typed outcome; the methods throw only when cancelled. Calls may overlap.</para>
/// <para>Every endpoint is asked side by side, and the slowest is waited for, at most <see cref="JsonRpcLimits.Timeout"/> for each request: up to three requests one after
/// another to pin (chain id once, head, a common block), one to call, and further ones only where calls of a batch failed.</para>
/// </remarks>
public sealed partial class EvmReader
{
    // Bounds what a chunk with many failing calls may cost on top.
    private const int MaximumRepeats = 32;

    private readonly EvmReaderOptions _options;
    private readonly Action<EndpointIncident> _report;
    private readonly EvmNode[] _nodes;

    /// <exception cref="ArgumentException">The options break a rule; every broken one is named.</exception>
    /// <param name="options">The chain, its endpoints and how many of them must agree.</param>
    /// <param name="http">Shared; not disposed here.</param>
    /// <param name="clock">For the endpoints' time limits.</param>
    /// <param name="report">Told of failing and dissenting endpoints, from several threads.</param>
    public EvmReader(EvmReaderOptions options, HttpClient http, TimeProvider clock, Action<EndpointIncident>? report = null)
        : this(options, endpoint => new JsonRpcClient(http, endpoint, options.Limits, clock), report)
    {
    }

    /// <exception cref="ArgumentException">The options break a rule; every broken one is named.</exception>
    /// <param name="options">The chain, its endpoints and how many of them must agree.</param>
    /// <param name="connect">Carries the calls to an endpoint.</param>
    /// <param name="report">Told of failing and dissenting endpoints, from several threads.</param>
    public EvmReader(EvmReaderOptions options, Func<Endpoint, IJsonRpc> connect, Action<EndpointIncident>? report = null)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        options.Chain.TryGetEip155(out var chainId);
        _options = options;
        _report = report ?? (static _ => { });
        _nodes = [.. options.Endpoints.Select(address => new EvmNode(connect(new(address)), chainId))];
    }

    public ChainId Chain => _options.Chain;

    /// <summary>What k equal answers are worth.</summary>
    public Authenticity Authenticity => _options.Agreement >= 2 ? Authenticity.QuorumRead : Authenticity.SingleRead;

    /// <summary>The newest block under the tag that k endpoints have.</summary>
    public async Task<PinOutcome> PinAsync(BlockTag tag, CancellationToken cancellation) => await BlockAsync(tag, cancellation).ConfigureAwait(false) switch
    {
        BlockOutcome.Found found => new PinOutcome.Pinned(found.Block.Pinned),
        BlockOutcome.Failed failed => new PinOutcome.Failed(failed.Failure),
        var other => throw new InvalidOperationException($"{other.GetType().Name} is not known."),
    };

    /// <summary>The outcomes of the calls at the pinned block, in their order. One that fails costs no other.</summary>
    public async Task<IReadOnlyList<CallOutcome>> CallAsync(PinnedBlock block, IReadOnlyList<EvmCall> calls, CancellationToken cancellation)
    {
        var outcomes = new CallOutcome[calls.Count];
        int[][] chunks = [.. Enumerable.Range(0, calls.Count).Chunk(_options.MaximumCallsPerRequest)];
        var repeats = 0;
        var good = 0;
        while (chunks.Length > 0)
        {
            await AskAsync(block, calls, chunks, outcomes, cancellation).ConfigureAwait(false);
            var before = good;
            good = outcomes.Count(outcome => outcome is CallOutcome.Returned);

            // Smaller company helped nobody: it is the endpoints, or the block, and not one of the calls.
            if (repeats > 0 && good == before) break;
            chunks = [.. chunks.SelectMany(chunk => Halves(chunk, outcomes))];
            repeats += chunks.Length;
            if (repeats > MaximumRepeats) break;
        }

        return outcomes;
    }

    private async Task AskAsync(PinnedBlock block, IReadOnlyList<EvmCall> calls, int[][] chunks, CallOutcome[] outcomes, CancellationToken cancellation)
    {
        EvmCall[][] content = [.. chunks.Select(chunk => chunk.Select(index => calls[index]).ToArray())];
        var byNode = await Task.WhenAll(_nodes.Select(node => node.AggregateAsync(block, _options.Multicall, content, cancellation))).ConfigureAwait(false);
        for (var c = 0; c < chunks.Length; c++)
        {
            Reply<MulticallResult[]>[] replies = [.. byNode.Select(replies => replies[c])];
            for (var i = 0; i < _nodes.Length; i++)
            {
                if (replies[i].Failure is { } failure) _report(new EndpointIncident.Failed(_nodes[i].Name, failure));
            }

            for (var i = 0; i < chunks[c].Length; i++)
            {
                outcomes[chunks[c][i]] = Agreement.Decide(block, content[c][i].To, i, _options.Agreement, _nodes, replies, _report);
            }
        }
    }

    // A contract that burns all gas, or returns megabytes, fails the calls that shared its request. They are asked again in ever smaller company.
    private static int[][] Halves(int[] chunk, CallOutcome[] outcomes)
    {
        int[] failed = [.. chunk.Where(index => outcomes[index] is CallOutcome.Failed { Failure.Code: RejectionCode.CallFailed or RejectionCode.Oversized or RejectionCode.Malformed })];
        if (failed.Length == 0 || chunk.Length == 1) return [];
        return failed.Length == 1 ? [failed] : [failed[..(failed.Length / 2)], failed[(failed.Length / 2)..]];
    }
}
