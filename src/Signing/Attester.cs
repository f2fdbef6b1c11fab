using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>One attester.</summary>
public sealed class Attester : ICosigner
{
    public Attester(ISigner signer, AttesterLog log, AttesterSettings settings, TimeProvider time) => throw new NotImplementedException();

    public EvmAddress Address => throw new NotImplementedException();

    public ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default) => throw new NotImplementedException();
}
