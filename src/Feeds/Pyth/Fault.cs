using System.Text;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>Why an endpoint or an answer gave nothing: the cause, and what and where in printable ASCII of at most 200 characters.</summary>
public sealed record Fault
{
    public Fault(RejectionCode code, string detail)
    {
        Code = code;
        var text = new StringBuilder(detail, 0, Math.Min(detail.Length, SourceFailure.MaximumDetail), SourceFailure.MaximumDetail);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~') text[i] = '?';
        }

        Detail = text.ToString();
    }

    public RejectionCode Code { get; }

    /// <summary>The request may have been refused for one of the ids in it.</summary>
    internal bool MayBeOfOneFeed { get; init; }

    public string Detail { get; }
}
