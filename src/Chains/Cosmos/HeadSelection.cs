using CrossChainOracle.Chains.Evm;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>Chooses the newest block that k endpoints have, by headers whose hashes are computed here.</summary>
internal static class HeadSelection
{
    public static async Task<CosmosHeadOutcome> FindAsync(IReadOnlyList<CosmosNode> nodes, int needed, Action<CosmosIncident> report, CancellationToken cancellation)
    {
        var heights = await Task.WhenAll(nodes.Select(node => node.HeightAsync(cancellation))).ConfigureAwait(false);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (heights[i].Failure is { } failure) report(new CosmosIncident.Failed(nodes[i].Name, failure));
        }

        var best = 0;
        var failures = heights.Select(height => height.Failure).ToArray();
        foreach (var candidate in heights.Where(height => height.Failure is null).Select(height => height.Value).Distinct().OrderDescending())
        {
            if (heights.Count(height => height.Failure is null && height.Value >= candidate) < needed) continue;
            var seen = await Task.WhenAll(nodes.Select((node, i) => SeenAsync(node, heights[i], candidate, cancellation))).ConfigureAwait(false);
            for (var i = 0; i < nodes.Count; i++) failures[i] ??= seen[i].Failure;
            var groups = seen.Where(reply => reply.Value is not null).GroupBy(reply => reply.Value!.Value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Hash).ToArray();
            var support = groups.Length == 0 ? 0 : groups[0].Count();
            best = Math.Max(best, support);
            if (support < needed || (groups.Length > 1 && groups[1].Count() == support)) continue;
            for (var i = 0; i < nodes.Count; i++)
            {
                if (seen[i].Value is { } other && other != groups[0].Key) report(new CosmosIncident.OtherBlock(nodes[i].Name, other, groups[0].Key));
            }

            return new CosmosHeadOutcome.Found(groups[0].Key);
        }

        return new CosmosHeadOutcome.Failed(Shortfall.Explain(best, needed, [.. nodes.Select(node => node.Name)], failures, i => $"head is {heights[i].Value}"));
    }

    // What the endpoint has at the candidate's height; nothing where it has not come that far.
    private static async Task<Reply<CosmosHead?>> SeenAsync(CosmosNode node, Reply<long> height, long candidate, CancellationToken cancellation)
    {
        if (height.Failure is not null || height.Value < candidate) return default;
        var commit = await node.CommitAsync(candidate, cancellation).ConfigureAwait(false);
        if (commit.Failure is { } failure) return new(null, failure);
        var header = commit.Value!.Header;
        return new(new CosmosHead(header.Height, header.ComputeHash(), header.Time.Milliseconds, header.AppHash!.Value), null);
    }
}
