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

    /// <summary>Of <see cref="Asked"/>, those that the attester is done with.</summary>
    public int Answered => Volatile.Read(ref _answered);

    /// <summary>What answers instead of the attester; null: the attester.</summary>
    public Func<CosignRequest, CancellationToken, ValueTask<CosignOutcome>>? Instead { get; set; }

    public ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default)
    {
        Interlocked.Increment(ref _asked);
        if (Instead is not { } other) return AskAsync(request, ct);
        Interlocked.Increment(ref _answered);
        return other(request, ct);
    }

    private async ValueTask<CosignOutcome> AskAsync(CosignRequest request, CancellationToken ct)
    {
        try
        {
            return await attester.CosignAsync(request, ct);
        }
        finally
        {
            Interlocked.Increment(ref _answered);
        }
    }
}
