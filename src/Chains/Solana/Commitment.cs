using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>How settled the bank must be that a node answers from (Solana RPC, "Configuring State Commitment").</summary>
public enum Commitment
{
    /// <summary>The node's newest bank; its fork may be dropped.</summary>
    Processed = 0,

    /// <summary>Two thirds of the stake voted for it.</summary>
    Confirmed = 1,

    /// <summary>Rooted: 31 or more confirmed slots stand on it.</summary>
    Finalized = 2,
}

public static class Commitments
{
    public static string ToText(this Commitment commitment) => commitment switch
    {
        Commitment.Processed => "processed",
        Commitment.Confirmed => "confirmed",
        Commitment.Finalized => "finalized",
        _ => throw new ArgumentOutOfRangeException(nameof(commitment), commitment, null),
    };

    /// <summary>How final a fact read at that commitment is.</summary>
    public static Stage ToStage(this Commitment commitment) => commitment switch
    {
        Commitment.Processed => Stage.Seen,
        Commitment.Confirmed => Stage.Confirmed,
        Commitment.Finalized => Stage.Finalized,
        _ => throw new ArgumentOutOfRangeException(nameof(commitment), commitment, null),
    };
}
