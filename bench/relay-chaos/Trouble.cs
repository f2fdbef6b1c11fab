using CrossChainOracle.RelayChaos.Chains;

namespace CrossChainOracle.RelayChaos;

/// <summary>What is done to a run on purpose.</summary>
internal enum TroubleKind
{
    /// <summary>Blocks are replaced; what was in them comes back into the mempool.</summary>
    ReorgBack,

    /// <summary>Blocks are replaced; what was in them is forgotten.</summary>
    ReorgGone,

    /// <summary>A base fee above the normal ceiling and below the urgent one.</summary>
    Spike,

    /// <summary>A base fee above both ceilings.</summary>
    HighSpike,

    /// <summary>A relayer's waiting transactions vanish.</summary>
    Drop,

    /// <summary>No blocks.</summary>
    Pause,

    /// <summary>A foreign transaction takes a relayer's next nonce.</summary>
    ForeignNonce,

    /// <summary>A foreign transaction waits some nonces ahead.</summary>
    NonceGap,

    /// <summary>A relayer's endpoints time out, answer with an error, or break off.</summary>
    Faults,

    /// <summary>A relayer's account is nearly empty.</summary>
    LowBalance,

    /// <summary>A relayer's process is killed and started again later.</summary>
    Kill,

    /// <summary>A relayer's connection to the stream is cut.</summary>
    StreamCut,
}

/// <param name="At">After the beginning, simulated milliseconds.</param>
/// <param name="Chain">Index.</param>
/// <param name="Relayer">Of the chain; 0 where all are meant.</param>
/// <param name="Amount">Blocks, nonces or milliseconds, as the kind has it.</param>
internal sealed record Trouble(long At, TroubleKind Kind, int Chain, int Relayer, int Amount)
{
    /// <summary>Mean time between two of a kind (at one chain, or at one relayer), and the least and the most of each.</summary>
    private static readonly (TroubleKind Kind, int EveryMs, bool PerRelayer, int Least, int Most)[] Table =
    [
        (TroubleKind.ReorgBack, 120_000, false, 1, ChainPlan.DeepestReorg),
        (TroubleKind.ReorgGone, 120_000, false, 1, ChainPlan.DeepestReorg),
        (TroubleKind.Spike, 300_000, false, 20_000, 60_000),
        (TroubleKind.HighSpike, 400_000, false, 10_000, 40_000),
        (TroubleKind.Drop, 90_000, true, 1, 1),
        (TroubleKind.Pause, 300_000, false, 15_000, 50_000),
        (TroubleKind.ForeignNonce, 200_000, true, 1, 1),
        (TroubleKind.NonceGap, 300_000, true, 1, 4),
        (TroubleKind.Faults, 120_000, true, 5_000, 25_000),
        (TroubleKind.LowBalance, 500_000, true, 20_000, 60_000),
        (TroubleKind.Kill, 150_000, true, 0, 20_000),
        (TroubleKind.StreamCut, 60_000, true, 1, 1),
    ];

    /// <summary>Every kind at least once everywhere, in the order of time; the same for the same arguments.</summary>
    /// <param name="length">Simulated milliseconds.</param>
    public static IReadOnlyList<Trouble> Plan(int seed, long length)
    {
        var random = new Random(seed);
        var planned = new List<Trouble>();
        foreach (var (kind, every, perRelayer, least, most) in Table)
        {
            for (var place = 0; place < ChainPlan.All.Count * (perRelayer ? RunningChain.Relayers : 1); place++)
            {
                var (chain, relayer) = (place % ChainPlan.All.Count, place / ChainPlan.All.Count);
                var count = Math.Max(1, (length + (every / 2)) / every);
                for (var i = 0; i < count; i++) planned.Add(new(random.NextInt64(length / 20, length * 19 / 20), kind, chain, relayer, random.Next(least, most + 1)));
            }
        }

        return [.. planned.OrderBy(static trouble => trouble.At)];
    }

    public override string ToString() => $"{ChainPlan.All[Chain].Name}{(Relayer + 1)} {Kind} {Amount}";
}
