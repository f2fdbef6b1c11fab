using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Http;

/// <summary>Whether the accounts of a chain are stated.</summary>
/// <param name="AgeMs">Since the last status was observed; null before the first.</param>
/// <param name="Problem">Null while healthy.</param>
public sealed record ChainHealth(ChainId Chain, long? AgeMs, string? Problem)
{
    // What is known of a chain in its grace period is right; only who relies on its prices waits.
    private const ChainFlags Bad = ChainFlags.Fault | ChainFlags.Stalled | ChainFlags.SequencerDown;

    /// <param name="chains">Every chain of every shard of accounts, in order.</param>
    public static IReadOnlyList<ChainHealth> Of(IReadOnlyList<ChainId> chains, AccountBoard accounts, long now)
    {
        var said = accounts.Chains.ToDictionary(chain => chain.Context.Chain);
        var unread = accounts.All.SelectMany(account => account.Gaps).Where(gap => gap.Gap.Reason != CollateralGapReason.ReadFailed).ToLookup(gap => gap.Context.Chain);
        return [.. chains.Select(chain =>
            said.TryGetValue(chain, out var last)
                ? new ChainHealth(chain, now - last.ObservedAt, Judge(last, now) ?? unread[chain].Select(gap => Describe(gap.Gap, gap.Context)).FirstOrDefault())
                : new ChainHealth(chain, null, "not attested since the node started"))];
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ChainHealth> chains)
    {
        json.WriteStartArray("chains");
        foreach (var chain in chains)
        {
            json.WriteStartObject();
            json.WriteString("chain", chain.Chain.ToString());
            json.WriteString("status", chain.Problem is null ? "healthy" : "unhealthy");
            if (chain.AgeMs is { } age) json.WriteNumber("ageMs", age);
            if (chain.Problem is not null) json.WriteString("problem", chain.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? Judge((ChainStatusStatement Status, ChainContext Context, long ObservedAt) last, long now)
    {
        if ((last.Status.Flags & Bad) != 0) return last.Context.Note.Length == 0 ? $"{last.Status.Flags & Bad}" : $"{last.Status.Flags & Bad}: {last.Context.Note}";
        var ended = now - last.ObservedAt - last.Status.ValidFor;
        return ended > 0 ? $"not read: the last status ended {ended} ms ago" : null;
    }

    private static string Describe(CollateralGapStatement gap, CollateralGapContext context) =>
        $"not read: {gap.Reason}{(context.Problems.Count > 0 ? $", {context.Problems[0].Code}: {context.Problems[0].Detail}" : string.Empty)}";
}
