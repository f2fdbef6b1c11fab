using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>How postings are brought into one cluster.</summary>
public sealed record SolanaSenderOptions
{
    /// <summary>What <see cref="MaximumUnitPrice"/> may be at most.</summary>
    public const ulong HighestUnitPrice = 1_000_000_000_000;

    /// <summary>CAIP-2: <c>solana:</c> and the first 32 characters of the genesis hash, which the endpoint must answer.</summary>
    public required ChainId Chain { get; init; }

    /// <summary>Of each call of an endpoint.</summary>
    public JsonRpcLimits Limits { get; init; } = new();

    /// <summary>Of the priority fees that recent slots paid for the payer's account, this percentile is offered, 0 to 100.</summary>
    public int FeePercentile { get; init; } = 75;

    /// <summary>At least this is offered, 10^-6 lamports per compute unit.</summary>
    public ulong MinimumUnitPrice { get; init; }

    /// <summary>At most this is offered, whatever others pay.</summary>
    public ulong MaximumUnitPrice { get; init; } = 1_000_000;

    /// <summary>A transaction that is in no block is handed on again after so many milliseconds: leaders drop what they have no room for.</summary>
    public long ResendMs { get; init; } = 2_000;

    /// <summary>Below so many lamports of the payer there is an alarm; 0: never.</summary>
    public ulong AlarmLamports { get; init; } = 100_000_000;

    /// <summary>Transactions that may be under way at once, 1 to 256: nodes answer about so many together.</summary>
    public int MaximumInFlight { get; init; } = 256;

    /// <summary>Every rule that the options break; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (Chains.Solana.SolanaReaderOptions.Genesis(Chain) is null) yield return $"chain: solana: and the first 32 characters of the genesis hash, not '{Chain}'";
        if (FeePercentile is < 0 or > 100) yield return $"feePercentile: 0 to 100, not {FeePercentile}";
        if (MinimumUnitPrice > MaximumUnitPrice) yield return $"minimumUnitPrice: at most maximumUnitPrice ({MaximumUnitPrice}), not {MinimumUnitPrice}";
        if (MaximumUnitPrice > HighestUnitPrice) yield return $"maximumUnitPrice: at most {HighestUnitPrice}, not {MaximumUnitPrice}";
        if (ResendMs < 0) yield return $"resendMs: at least 0, not {ResendMs}";
        if (MaximumInFlight is < 1 or > 256) yield return $"maximumInFlight: 1 to 256, not {MaximumInFlight}";
    }

    /// <summary>What to offer, from what others paid.</summary>
    public ulong UnitPrice(IReadOnlyList<ulong> paid)
    {
        // Nearest rank: the least that so many percent did not exceed.
        var rank = paid.Count == 0 ? 0UL : paid.Order().ElementAt(Math.Max(((paid.Count * FeePercentile) + 99) / 100, 1) - 1);
        return Math.Clamp(rank, MinimumUnitPrice, MaximumUnitPrice);
    }
}
