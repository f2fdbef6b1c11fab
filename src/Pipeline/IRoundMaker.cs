using CrossChainOracle.Domain;
using CrossChainOracle.Rounds;

namespace CrossChainOracle.Pipeline;

/// <summary>Makes a shard's next round from what is known now.</summary>
public interface IRoundMaker
{
    /// <summary>When what it makes a round of was observed, Unix milliseconds; null: it is observed now.</summary>
    long? ObservedAt => null;

    /// <param name="start">What it starts from.</param>
    /// <param name="round">Null while there is nothing that a round could be made of, and where one is refused.</param>
    /// <returns>Why what is known makes no round that an attester would sign, or null.</returns>
    Refusal? Make(RoundStart start, out MadeRound? round);
}

/// <summary>What a new round starts from.</summary>
/// <param name="Head">Where the shard stands.</param>
/// <param name="Epoch">Of the attester set that will sign.</param>
/// <param name="ObservedAt">The maker's own time, or now, Unix milliseconds; after the last round.</param>
public sealed record RoundStart(ShardHead Head, uint Epoch, long ObservedAt);

/// <param name="Batch">What the round comes to.</param>
/// <param name="Round">The round file.</param>
public sealed record MadeRound(ComputedBatch Batch, byte[] Round);
