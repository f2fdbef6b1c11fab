namespace CrossChainOracle.Domain;

/// <summary>The limits of what a chain's profile may say. Outside them a rule would mean nothing; such a profile does not start.</summary>
public static class ChainProfileRules
{
    /// <summary>More than four hours of an L2 with four blocks a second.</summary>
    public const int LargestWindow = 65_536;

    /// <summary>About 49 days; durations have 32 bits in signed bytes.</summary>
    public const long LongestDurationMs = uint.MaxValue;

    /// <summary>Every rule the profile breaks, each naming chain, field and value; empty when it is sound.</summary>
    public static IReadOnlyList<string> Problems(ChainProfile profile)
    {
        var problems = new List<string>();
        Check(!profile.Chain.IsEmpty, "chain", "must be named");
        Check(Enum.IsDefined(profile.Pin), "pin", $"{(int)profile.Pin} is not known");
        Check(Enum.IsDefined(profile.Finality), "finality", $"{(int)profile.Finality} is not known");
        Check(!Enum.IsDefined(profile.Pin) || Fits(profile.Chain, profile.Pin), "pin", $"{profile.Pin} is not for chains of {Namespace(profile.Chain)}");
        Check(!Enum.IsDefined(profile.Finality) || Fits(profile.Chain, profile.Finality), "finality", $"{profile.Finality} is not for chains of {Namespace(profile.Chain)}");
        CheckDuration(profile.UnfinalizedTtlMs, "unfinalizedTtl");
        CheckDuration(profile.FinalizedValidForMs, "finalizedValidFor");
        CheckDuration(profile.HeartbeatMs, "heartbeat");
        CheckDuration(profile.MaximumHeadAgeMs, "maximumHeadAge");
        Check(profile.UnfinalizedTtlMs <= profile.FinalizedValidForMs, "unfinalizedTtl", $"at most finalizedValidFor, {profile.FinalizedValidForMs} ms, not {profile.UnfinalizedTtlMs} ms");
        Check(profile.HeartbeatMs < profile.FinalizedValidForMs, "heartbeat", $"below finalizedValidFor, {profile.FinalizedValidForMs} ms, or statements lapse before they are repeated, not {profile.HeartbeatMs} ms");
        Check(profile.MaximumWindow is >= 1 and <= LargestWindow, "maximumWindow", $"1 to {LargestWindow} blocks, not {profile.MaximumWindow}");
        Check(profile.ConfirmedDepth >= 1 && profile.ConfirmedDepth <= profile.MaximumWindow, "confirmedDepth", $"1 to maximumWindow, {profile.MaximumWindow} blocks, not {profile.ConfirmedDepth}");
        Check(profile.SequencerFeed is null || profile.Finality == FinalityKind.Rollup, "sequencerFeed", $"only a rollup has a sequencer, not {profile.Finality}");
        Check(profile.SequencerFeed is not { IsZero: true }, "sequencerFeed", "must not be the zero address");
        return problems;

        void Check(bool holds, string field, string problem)
        {
            if (!holds) problems.Add($"chain {profile.Chain}: {field}: {problem}");
        }

        void CheckDuration(long value, string field) =>
            Check(value is > 0 and <= LongestDurationMs, field, $"1 to {LongestDurationMs} ms, not {value} ms");
    }

    private static bool Fits(ChainId chain, PinKind pin) => pin == PinKind.Answer || Namespace(chain) switch
    {
        ChainId.Eip155Namespace => pin is PinKind.Hash or PinKind.Number,
        "solana" => pin == PinKind.SlotRange,
        "cosmos" => pin == PinKind.Height,
        _ => true,
    };

    private static bool Fits(ChainId chain, FinalityKind finality) => Namespace(chain) switch
    {
        ChainId.Eip155Namespace => finality is FinalityKind.EthereumPos or FinalityKind.Rollup or FinalityKind.HyperBft or FinalityKind.NodeTags,
        "solana" => finality == FinalityKind.Solana,
        "cosmos" => finality == FinalityKind.CometBft,
        _ => true,
    };

    private static string Namespace(ChainId chain) => chain.ToString().Split(':')[0];
}
