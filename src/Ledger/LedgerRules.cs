using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>What every ledger refuses alike, so that what one holds fits into another.</summary>
public static class LedgerRules
{
    /// <summary>Null when every field is within its range.</summary>
    public static ReserveOutcome? Refuse(Reservation reservation)
    {
        if (FieldWriter.TextSize(reservation.Shard) is not { } size) return new ReserveOutcome.Invalid("shard", "half a surrogate pair");
        if (size is 0 or > LedgerLimits.MaxShardBytes)
        {
            return new ReserveOutcome.Invalid("shard", $"{size} bytes, allowed are 1 to {LedgerLimits.MaxShardBytes}");
        }

        if (reservation.Digest.IsZero) return new ReserveOutcome.Invalid("digest", "zero");
        return LedgerRecord.Size(reservation) is > LogLimits.MaxRecordBytes and var bytes
            ? new ReserveOutcome.TooLarge(bytes, LogLimits.MaxRecordBytes)
            : null;
    }
}
