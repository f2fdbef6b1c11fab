namespace CrossChainOracle.Streams.Consuming;

/// <summary>Told how deliveries of a hub go. Must not throw; may be called from any thread.</summary>
public interface IConsumptionObserver
{
    /// <summary>A delivery is looked at: for the first time, or again because the attempt before failed.</summary>
    /// <param name="hub">Where it came from.</param>
    /// <param name="partition">Of the hub.</param>
    /// <param name="ageMs">Since the oldest event of the delivery was stored; not below 0.</param>
    void Attempt(string hub, string partition, long ageMs);

    /// <summary>An event was put aside.</summary>
    /// <param name="hub">Where it came from.</param>
    /// <param name="kind">One of few: <see cref="EventOutcome.Bad.Kind"/>.</param>
    void DeadLetter(string hub, string kind);
}
