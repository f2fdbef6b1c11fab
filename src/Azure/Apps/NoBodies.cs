using CrossChainOracle.Domain;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.Apps;

/// <summary>No place for bodies.</summary>
internal sealed class NoBodies : IBodyStore
{
    public ValueTask<string?> PutAsync(HubClaim claim, CancellationToken ct) => new("bodies of this hub are not kept");

    public ValueTask<BodyOutcome> GetAsync(Hash256 digest, int length, CancellationToken ct) => new(new BodyOutcome.Lost("bodies of this hub are not kept"));
}
