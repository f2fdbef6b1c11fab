using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Chooses the newest block that k endpoints have on their canonical chain.</summary>
/// <remarks>
/// Endpoints are rarely at the same head. Each block that one of them reported is a candidate, newest first; an endpoint that is further asks itself for
/// the block at that height. So an endpoint that lags, or invents a head, moves nothing as long as k others have a block in common.
/// </remarks>
internal static class PinSelection
{
    public static async Task<BlockOutcome> PinAsync(
        IReadOnlyList<EvmNode> nodes, int needed, BlockTag tag, Action<EndpointIncident> report, Action<int, PinnedBlock>? eachHead, CancellationToken cancellation)
    {
        var heads = await Task.WhenAll(nodes.Select(node => node.BlockAsync(tag, cancellation))).ConfigureAwait(false);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (heads[i].Failure is { } failure) report(new EndpointIncident.Failed(nodes[i].Name, failure));
            else eachHead?.Invoke(i, heads[i].Value.Pinned);
        }

        var best = 0;
        foreach (var candidate in Candidates(heads))
        {
            if (heads.Count(head => head.Failure is null && head.Value.Place.Number >= candidate.Place.Number) < needed) continue;
            var seen = await Task.WhenAll(nodes.Select((node, i) => SeenAsync(node, heads[i], candidate, cancellation))).ConfigureAwait(false);
            var support = seen.Count(block => block == candidate);
            best = Math.Max(best, support);
            if (support < needed) continue;
            for (var i = 0; i < nodes.Count; i++)
            {
                if (seen[i] is { } other && other.Place.Number == candidate.Place.Number && other != candidate) report(new EndpointIncident.OtherBlock(nodes[i].Name, other.Pinned, candidate.Pinned));
            }

            return new BlockOutcome.Found(candidate);
        }

        return new BlockOutcome.Failed(Shortfall.Explain(
            best, needed, [.. nodes.Select(node => node.Name)], [.. heads.Select(head => head.Failure)], i => $"{tag.ToText()} is {heads[i].Value}"));
    }

    private static IEnumerable<EvmBlock> Candidates(Reply<EvmBlock>[] heads) => heads
        .Where(head => head.Failure is null)
        .GroupBy(head => head.Value)
        .OrderByDescending(group => group.Key.Place.Number)
        .ThenByDescending(group => group.Count())
        .ThenBy(group => group.Key.Place.Hash)
        .Select(group => group.Key);

    // What the endpoint has at the candidate's height; null where it has not come that far or does not say.
    private static async Task<EvmBlock?> SeenAsync(EvmNode node, Reply<EvmBlock> head, EvmBlock candidate, CancellationToken cancellation)
    {
        if (head.Failure is not null || head.Value.Place.Number < candidate.Place.Number) return null;
        if (head.Value.Place.Number == candidate.Place.Number) return head.Value;
        var block = await node.BlockAsync(candidate.Place.Number, cancellation).ConfigureAwait(false);
        return block.Failure is null ? block.Value : null;
    }
}
