namespace CrossChainOracle.Streams.Consuming;

/// <summary>A partition stands still: an event can be neither dealt with nor put aside. Whoever delivers must deliver it again, and nothing after it.</summary>
/// <param name="hub">The stream.</param>
/// <param name="partition">Of it.</param>
/// <param name="sequenceNumber">Of the event in the partition.</param>
/// <param name="reason">For people, with operands. Never a credential.</param>
public sealed class PartitionHeldException(string hub, int partition, long sequenceNumber, string reason)
    : Exception($"{hub}: partition {partition} stands still at event {sequenceNumber}: {reason}")
{
    public string Hub => hub;

    public int Partition => partition;

    public long SequenceNumber => sequenceNumber;

    public string Reason => reason;
}
