namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>How a chain's fees are met. Wei per gas where nothing else is said.</summary>
public sealed record FeeOptions
{
    /// <summary>No fee above this is ever read, offered or paid: 2^80 − 1, a million ether per gas. Gas times fee fits 128 bits.</summary>
    public static readonly UInt128 Limit = (UInt128.One << 80) - 1;

    /// <summary>Blocks whose tips are looked at, 1 to 1,024.</summary>
    public int HistoryBlocks { get; init; } = 20;

    /// <summary>Of the tips in each block, 0 to 100.</summary>
    public int TipPercentile { get; init; } = 50;

    /// <summary>Offered at least, also where blocks are empty.</summary>
    public UInt128 MinimumTip { get; init; } = 1_000_000;

    /// <summary>Offered at most before bumps; those may exceed it.</summary>
    public UInt128 MaximumTip { get; init; } = 50_000_000_000;

    /// <summary>Full blocks in a row (each raises the base fee by one eighth) that a new offer outlasts, 0 to 64.</summary>
    public int BlocksAhead { get; init; } = 4;

    /// <summary>Blocks that an offer may wait for its inclusion before it is raised, at least 1.</summary>
    public int BlocksBeforeBump { get; init; } = 3;

    /// <summary>By how much a replacement outbids, in thousandths; geth and anvil ask for 100 on both fields, so at least 101.</summary>
    public int BumpPermille { get; init; } = 125;

    /// <summary>What it may cost to free a nonce that nothing wanted stands at.</summary>
    public UInt128 FillerMaximumFeePerGas { get; init; } = 200_000_000_000;

    /// <summary>Every rule that the options break; empty when they are sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (HistoryBlocks is < 1 or > 1_024) yield return $"historyBlocks: 1 to 1024, not {HistoryBlocks}";
        if (TipPercentile is < 0 or > 100) yield return $"tipPercentile: 0 to 100, not {TipPercentile}";
        if (MinimumTip > MaximumTip) yield return $"minimumTip: at most maximumTip ({MaximumTip}), not {MinimumTip}";
        if (MaximumTip > Limit) yield return $"maximumTip: at most {Limit}, not {MaximumTip}";
        if (BlocksAhead is < 0 or > 64) yield return $"blocksAhead: 0 to 64, not {BlocksAhead}";
        if (BlocksBeforeBump < 1) yield return $"blocksBeforeBump: at least 1, not {BlocksBeforeBump}";
        if (BumpPermille is < 101 or > 10_000) yield return $"bumpPermille: 101 to 10000, not {BumpPermille}";
        if (FillerMaximumFeePerGas > Limit) yield return $"fillerMaximumFeePerGas: at most {Limit}, not {FillerMaximumFeePerGas}";
    }
}
