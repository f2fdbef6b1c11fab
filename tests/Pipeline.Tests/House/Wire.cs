using CrossChainOracle.Domain;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>The way to one attester, which knows when nothing is under way on it. A test may put another answer in its place.</summary>
internal sealed class Wire(ICosigner attester) : ICosigner
{
    private int _asked;
    private int _answered;

    public EvmAddress Address => attester.Address;

    public int Asked => Volatile.Read(ref _asked);

    public int Answered => Volatile.Read(ref _answered);

    /// <summary>What answers instead of the attester; null: the attester.</summary>
    public Func<CosignRequest, CancellationToken, ValueTask<CosignOutcome>>? Instead { get; set; }

    public async ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _asked);
        try
        {
            return await (Instead is { } other ? other(request, ct) : attester.CosignAsync(request, ct));
        }
        finally
        {
            Interlocked.Increment(ref _answered);
        }
    }
}
