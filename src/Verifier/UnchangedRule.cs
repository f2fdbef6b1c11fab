using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Verifier;

/// <summary>How long a position or market holds of which nothing was said since: a chain's status says up to where every change was looked for (specification, section 10).</summary>
public static class UnchangedRule
{
    /// <summary>
    /// As if the statement had been made again with the status, for as long as both hold: pinned to a block at or below <c>scannedTo</c>, and nothing in between was missed. Where
    /// the chain is at fault, not longer than the status was observed.
    /// </summary>
    /// <param name="statement">A position or market.</param>
    /// <param name="status">The newest of its chain in its shard; null where there is none.</param>
    /// <param name="isComplete">Every batch after the statement's up to the status's was seen, and none of them replaces it or has a gap of its account on the chain.</param>
    /// <returns>Unix milliseconds.</returns>
    /// <exception cref="ArgumentException">The statement has no end of its own.</exception>
    public static long ValidUntil(VerifiedStatement statement, VerifiedStatement? status, bool isComplete)
    {
        var own = statement.ValidUntil ?? throw new ArgumentException("It does not end by itself.", nameof(statement));
        if (status?.Statement is not ChainStatusStatement chain || status.Header.Shard != statement.Header.Shard || status.Header.Sequence < statement.Header.Sequence || chain.Chain != statement.Chain) return own;
        if (chain.Flags.HasFlag(ChainFlags.Fault)) return Math.Min(own, status.Header.ObservedAt);
        return isComplete && PinOf(statement.Statement) is { } height && height <= chain.ScannedTo
            ? Math.Max(own, status.Header.ObservedAt + Math.Min(chain.ValidFor, statement.ValidFor!.Value))
            : own;
    }

    /// <summary>Null where there is no block to be scanned up to.</summary>
    private static ulong? PinOf(Statement statement) => statement switch
    {
        CollateralStatement { Pin: not PinKind.Answer } collateral => collateral.At.Height,
        MarketIndexStatement { Pin: not PinKind.Answer } index => index.At.Height,
        _ => null,
    };
}
