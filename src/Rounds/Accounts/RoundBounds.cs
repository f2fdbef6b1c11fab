using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>What a round of accounts and its batch may be at most. Within it nothing overflows and every batch can be written, sent and kept.</summary>
public static class RoundBounds
{
    /// <summary>Bytes of a round file.</summary>
    public const int MaximumRound = 32 << 20;

    /// <summary>Bytes of all statements and contexts of a batch.</summary>
    public const int MaximumBatch = 16 << 20;

    /// <summary>Two readings of one thing: which of them holds would depend on their order.</summary>
    internal static Refusal? CheckDistinct(CollateralRound round) =>
        Repeated("chains", round.Chains, static reading => reading.Chain)
        ?? Repeated("markets", round.Markets, static reading => reading.Market)
        ?? Repeated("positions", round.Positions, static reading => (reading.Account, reading.Key))
        ?? Repeated("prices", round.Prices, static reading => reading.Reference.Feed);

    internal static Refusal? CheckBatch(IReadOnlyList<Leaf> leaves, int openFacts)
    {
        if (openFacts > CollateralState.MaximumFacts) return new Refusal.Oversized("round: open facts", openFacts, CollateralState.MaximumFacts);
        if (leaves.Count > AttestationCodec.MaximumLeaves) return new Refusal.Oversized("round: statements", leaves.Count, AttestationCodec.MaximumLeaves);
        var size = leaves.Sum(static leaf => (long)leaf.Bytes.Length + leaf.Context.Length);
        return size > MaximumBatch ? new Refusal.Oversized("round: bytes of the batch", size, MaximumBatch) : null;
    }

    private static Refusal.OutOfRange? Repeated<T, TKey>(string what, IReadOnlyList<T> readings, Func<T, TKey> keyOf)
    {
        var seen = new HashSet<TKey>(readings.Count);
        foreach (var reading in readings)
        {
            if (!seen.Add(keyOf(reading))) return new($"round: {what}", $"{keyOf(reading)}", "each once");
        }

        return null;
    }
}
