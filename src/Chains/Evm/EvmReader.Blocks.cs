using System.Text.Json.Nodes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <content>Blocks, their logs, and what proves itself.</content>
public sealed partial class EvmReader
{
    /// <summary>Most storage slots of one proof.</summary>
    public const int MaximumProofSlots = 256;

    /// <summary>The newest block under the tag that k endpoints have.</summary>
    public Task<BlockOutcome> BlockAsync(BlockTag tag, CancellationToken cancellation) => BlockAsync(tag, null, cancellation);

    /// <summary>The block of that height that k endpoints have on their canonical chain.</summary>
    public Task<BlockOutcome> BlockAsync(ulong number, CancellationToken cancellation) => AgreeAsync($"block {number}", node => node.BlockAsync(number, cancellation));

    /// <summary>The block of that hash, as k endpoints describe it; it need not be canonical.</summary>
    public Task<BlockOutcome> BlockAsync(Hash256 hash, CancellationToken cancellation) => AgreeAsync($"block {hash}", node => node.BlockAsync(hash, cancellation));

    /// <summary>The block's logs that the filter admits, as k endpoints give them (<c>eth_getLogs</c> by block hash, EIP-234).</summary>
    /// <remarks>A log that is pending, removed, of another block or of another contract spoils its endpoint's answer.</remarks>
    public async Task<LogsOutcome> LogsAsync(PinnedBlock block, EvmLogFilter filter, CancellationToken cancellation)
    {
        var replies = await AskAllAsync(node => node.LogsAsync(block, filter, cancellation)).ConfigureAwait(false);
        Hash256?[] digests = [.. replies.Select(reply => reply.Failure is null ? EvmLogParser.Digest(reply.Value!) : (Hash256?)null)];
        var first = Quorum.Find(digests, _options.Agreement, out var support);
        if (first < 0) return new LogsOutcome.Failed(Explain(support, replies, i => $"{replies[i].Value!.Count} logs, digest {digests[i]}"));
        var agreed = digests[first]!.Value;
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (digests[i] is { } other && other != agreed) _report(new EndpointIncident.OtherLogs(_nodes[i].Name, block, replies[i].Value!.Count, other, replies[first].Value!.Count, agreed));
        }

        return new LogsOutcome.Read(replies[first].Value!);
    }

    /// <summary>Account and storage proofs at the pinned block, from every endpoint that gives some (<c>eth_getProof</c>, EIP-1186). Nothing of them is checked here.</summary>
    /// <exception cref="ArgumentException">More slots than <see cref="MaximumProofSlots"/>.</exception>
    public Task<EvidenceOutcome> ProofAsync(PinnedBlock block, EvmAddress account, IReadOnlyList<Hash256> slots, CancellationToken cancellation)
    {
        if (slots.Count > MaximumProofSlots) throw new ArgumentException($"{slots.Count} slots, at most {MaximumProofSlots}.", nameof(slots));
        JsonNode?[] keys = [.. slots.Select(slot => (JsonNode?)slot.ToString())];
        return EvidenceAsync(new("eth_getProof", account.ToString(), new JsonArray(keys), EvmNode.AtBlock(block.Hash)), cancellation);
    }

    /// <summary>The whole block without its transactions, from every endpoint that has it, so that its header can be hashed. Nothing of it is checked here.</summary>
    public Task<EvidenceOutcome> HeaderAsync(Hash256 block, CancellationToken cancellation) =>
        EvidenceAsync(new("eth_getBlockByHash", block.ToString(), false), cancellation);

    /// <param name="tag">Which.</param>
    /// <param name="eachHead">Told of what every endpoint that answered, by its place in the list, calls by that tag.</param>
    /// <param name="cancellation">Ends it.</param>
    internal Task<BlockOutcome> BlockAsync(BlockTag tag, Action<int, PinnedBlock>? eachHead, CancellationToken cancellation) =>
        PinSelection.PinAsync(_nodes, _options.Agreement, tag, _report, eachHead, cancellation);

    /// <summary>Scheme, host and port of the endpoint at that place in the list.</summary>
    internal string NameOf(int endpoint) => _nodes[endpoint].Name;

    internal void Report(EndpointIncident incident) => _report(incident);

    private async Task<BlockOutcome> AgreeAsync(string what, Func<EvmNode, Task<Reply<EvmBlock>>> ask)
    {
        var replies = await AskAllAsync(ask).ConfigureAwait(false);
        EvmBlock?[] blocks = [.. replies.Select(reply => reply.Failure is null ? reply.Value : (EvmBlock?)null)];
        var first = Quorum.Find(blocks, _options.Agreement, out var support);
        if (first < 0) return new BlockOutcome.Failed(Explain(support, replies, i => $"{what} is {blocks[i]}"));
        var agreed = blocks[first]!.Value;
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (blocks[i] is { } other && other != agreed) _report(new EndpointIncident.OtherBlock(_nodes[i].Name, other.Pinned, agreed.Pinned));
        }

        return new BlockOutcome.Found(agreed);
    }

    private async Task<EvidenceOutcome> EvidenceAsync(JsonRpcCall call, CancellationToken cancellation)
    {
        var replies = await AskAllAsync(node => node.AskAsync(call, cancellation)).ConfigureAwait(false);
        EndpointAnswer[] answers = [.. _nodes.Zip(replies).Where(pair => pair.Second.Failure is null).Select(pair => new EndpointAnswer(pair.First.Name, pair.Second.Value))];
        return answers.Length == 0 ? new EvidenceOutcome.Failed(Explain(0, replies, static _ => string.Empty)) : new EvidenceOutcome.Answered(answers);
    }

    private async Task<Reply<T>[]> AskAllAsync<T>(Func<EvmNode, Task<Reply<T>>> ask)
    {
        var replies = await Task.WhenAll(_nodes.Select(ask)).ConfigureAwait(false);
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (replies[i].Failure is { } failure) _report(new EndpointIncident.Failed(_nodes[i].Name, failure));
        }

        return replies;
    }

    private ReadFailure Explain<T>(int support, Reply<T>[] replies, Func<int, string> answers) =>
        Shortfall.Explain(support, _options.Agreement, [.. _nodes.Select(node => node.Name)], [.. replies.Select(reply => reply.Failure)], answers);
}
