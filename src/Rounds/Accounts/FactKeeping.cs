using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>Which attested facts can still be taken back, and which just were.</summary>
internal static class FactKeeping
{
    /// <summary>One for every attested fact whose block is gone, in order of subject. The same batch may state the subject anew: its sequence is above the floor.</summary>
    public static IEnumerable<RetractionStatement> Retractions(CollateralState state, Dictionary<ChainId, JudgedChain> chains)
    {
        foreach (var fact in state.Facts)
        {
            if (chains.GetValueOrDefault(fact.Chain)?.LossOf(fact.Height, fact.Hash) is not { } loss) continue;
            yield return new()
            {
                FactKind = fact.Kind,
                Sequence = fact.Sequence,
                Shard = state.Shard,
                Subject = fact.Subject,
                Fact = Subjects.Fact(fact.Kind, fact.Subject, fact.Chain, fact.Hash),
                Lost = loss.Lost,
                Won = loss.Won,
                Chain = Subjects.Of(fact.Chain),
                Height = fact.Height,
            };
        }
    }

    /// <summary>The facts that the next round has to watch: those of this round that are not final, and older ones that were neither restated, retracted nor finalized.</summary>
    public static List<LiveFact> Next(CollateralState state, Dictionary<ChainId, JudgedChain> chains, IEnumerable<LiveFact> stated, IReadOnlyList<Hash256> restated)
    {
        var again = restated.ToHashSet();
        var kept = state.Facts.Where(fact => !again.Contains(fact.Subject) && IsOpen(fact, chains.GetValueOrDefault(fact.Chain)));
        return [.. kept.Concat(stated).OrderBy(fact => fact.Subject)];
    }

    /// <summary>On a chain that cannot be used now, nothing is known to have become final.</summary>
    private static bool IsOpen(LiveFact fact, JudgedChain? chain) =>
        chain is not null && chain.LossOf(fact.Height, fact.Hash) is null && (!chain.IsUsable || fact.Height > chain.Reading!.Finalized.Height);
}
