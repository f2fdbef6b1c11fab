using CrossChainOracle.Domain;

namespace CrossChainOracle.Streams.Cloud;

/// <summary>Where bodies lie that are too large for their events, by keccak256. Thread-safe; never throws for what the other side does.</summary>
public interface IBodyStore
{
    /// <summary>Null: durable. Otherwise why it may not be; putting it again is always good.</summary>
    ValueTask<string?> PutAsync(HubClaim claim, CancellationToken ct);

    /// <param name="length">Its length; nothing longer is read.</param>
    ValueTask<BodyOutcome> GetAsync(Hash256 digest, int length, CancellationToken ct);
}

/// <summary>What came of asking for a body. Whether it is the body, the caller checks.</summary>
public abstract record BodyOutcome
{
    private BodyOutcome() { }

    public sealed record Found(ReadOnlyMemory<byte> Body) : BodyOutcome;

    /// <summary>It is not there, or is something else; asking again does not help.</summary>
    public sealed record Lost(string Reason) : BodyOutcome;

    /// <summary>May be asked for again.</summary>
    public sealed record Failed(string Reason) : BodyOutcome;
}
