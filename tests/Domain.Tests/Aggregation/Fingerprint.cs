using System.Text;
using CrossChainOracle.Domain.Aggregation;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>All that an outcome says, as text: equal where every field that reaches signed bytes is equal.</summary>
internal static class Fingerprint
{
    public static string Of(FeedOutcome outcome)
    {
        var text = new StringBuilder().AppendLine(outcome.State.ToString());
        if (outcome is FeedOutcome.Gap gap)
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"gap {gap.Reason} {gap.From} {gap.To} {gap.Context.Usable}");
            return text.AppendJoin('\n', gap.Context.Causes).ToString();
        }

        var priced = (FeedOutcome.Priced)outcome;
        var context = priced.Context;
        text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{priced.Value} {priced.Confidence} {priced.PublishedAt} {priced.Verdict}");
        text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{context.OldestPublishedAt} {context.Dispersion} {context.Absence} {context.Sigma} {context.ZMilli} {context.ConfiguredProviders}");
        return text.AppendJoin('\n', context.Votes).AppendLine().AppendJoin('\n', context.Outliers).AppendLine().AppendJoin('\n', context.Dissents).ToString();
    }
}
