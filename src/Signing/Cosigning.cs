using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>The coordinator's side.</summary>
public sealed class Cosigning(TimeProvider time, TimeSpan timeout)
{
    public Task<CosigningOutcome> CosignAsync(
        IReadOnlyList<ICosigner> attesters, AttesterSet set, CosignRequest request, Hash256 digest, CancellationToken ct = default) => throw new NotImplementedException($"{time} {timeout}");
}
