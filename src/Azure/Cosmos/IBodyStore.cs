using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>Keeps bytes under their Keccak-256 digest: what is too large for an item. Thread-safe.</summary>
/// <remarks>Putting the same bytes again is harmless, so a put whose outcome is unknown is repeated and not reported as such.</remarks>
public interface IBodyStore
{
    /// <summary>Null once the bytes are durable under their digest, otherwise why that is not known.</summary>
    ValueTask<string?> PutAsync(Hash256 digest, ReadOnlyMemory<byte> content, CancellationToken ct);

    /// <summary>Reads at most <paramref name="maximumBytes"/>. The bytes are not yet held against the digest: the ledger does that.</summary>
    ValueTask<BodyOutcome> GetAsync(Hash256 digest, long maximumBytes, CancellationToken ct);
}

/// <summary>What came of reading a body.</summary>
public abstract record BodyOutcome
{
    private BodyOutcome() { }

    public sealed record Found(ReadOnlyMemory<byte> Content) : BodyOutcome;

    public sealed record Missing : BodyOutcome;

    public sealed record TooLarge : BodyOutcome;

    /// <summary>May be tried again.</summary>
    public sealed record Failed(string Reason) : BodyOutcome;
}
