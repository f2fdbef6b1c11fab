namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>What was done to a run, and how often.</summary>
internal sealed class Counts
{
    public int Batches { get; set; }

    public int Rotations { get; set; }

    public int Retractions { get; set; }

    public int Blocks { get; set; }

    public int Reorgs { get; set; }

    /// <summary>Transactions in blocks that were reorganised away.</summary>
    public int Orphaned { get; set; }

    public int Restarts { get; set; }

    public int Dropped { get; set; }

    public int ForeignNonces { get; set; }

    public int NonceGaps { get; set; }

    public int FeeSpikes { get; set; }

    public int Pauses { get; set; }

    public int LowBalances { get; set; }

    public int Cuts;

    /// <summary>Events of the stream, those that came more than once or before their turn included.</summary>
    public int Deliveries;

    public int Duplicates;

    public int OutOfOrder;

    public int Requests;

    public int Faults;

    /// <summary>Distinct transactions that an endpoint was given.</summary>
    public int Transactions { get; set; }

    /// <summary>Transactions that outbid another of their nonce.</summary>
    public int Bumps { get; set; }

    /// <summary>Transactions that were sent again as they are.</summary>
    public int Rebroadcasts { get; set; }
}
