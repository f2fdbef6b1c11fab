namespace CrossChainOracle.Storage;

public static class LogLimits
{
    /// <summary>Payload bytes of one record, and of all records of one append together.</summary>
    public const int MaxRecordBytes = 64 * 1024 * 1024;
}
