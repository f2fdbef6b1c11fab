using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>What of an account's readings has to change for it to be stated anew. Indices are not in it: interest is the market's matter.</summary>
internal static class ReadingDigest
{
    public static string Of(IEnumerable<PositionReading> positions, IEnumerable<ReadingProblem> problems, Func<Anchor, PinKind, Stage> stage)
    {
        var text = new System.Text.StringBuilder();
        foreach (var position in positions)
        {
            text.Append(position.Key).Append('|').Append(position.Finalized).Append('|').Append(position.Seen).Append('|').Append(position.At.Hash).Append('|').Append(stage(position.At, position.Pin)).Append('|').Append(position.Evidence).Append('|').Append(position.IsWindowUnknown);
            foreach (var change in position.Changes) text.Append('|').Append(change.Unit).Append(':').Append(change.Delta);
            text.Append('\n');
        }

        foreach (var problem in problems) text.Append(problem.Code).Append('|').Append(problem.Source).Append('|').Append(problem.Market).Append('\n');
        return text.ToString();
    }
}
