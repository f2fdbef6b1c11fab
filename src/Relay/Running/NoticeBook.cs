using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Running;

/// <summary>Says a thing when it begins and when it is over, not every time that it is seen.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class NoticeBook(ChainId chain, Action<RelayNotice> notify)
{
    private readonly Dictionary<string, string> _standing = [];
    private readonly Dictionary<string, int> _seen = [];

    /// <summary>Those that stand, in order of their subjects.</summary>
    public IReadOnlyList<string> Standing => [.. _standing.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value)];

    /// <inheritdoc cref="Set(string, RelayNoticeLevel, int, string)"/>
    public void Set(string subject, RelayNoticeLevel level, string? problem) => Set(subject, level, 1, problem);

    /// <param name="subject">What it is about; another text of the same subject is the same thing.</param>
    /// <param name="patience">Times in a row that it must be seen.</param>
    /// <param name="problem">Null: it is well.</param>
    public void Set(string subject, RelayNoticeLevel level, int patience, string? problem)
    {
        _seen[subject] = problem is null ? 0 : _seen.GetValueOrDefault(subject) + 1;
        if (problem is not null && _seen[subject] < patience) return;
        if (problem is null)
        {
            if (_standing.Remove(subject)) notify(new(RelayNoticeLevel.Info, chain, $"{subject}: well again"));
            return;
        }

        if (!_standing.ContainsKey(subject)) notify(new(level, chain, $"{subject}: {problem}"));
        _standing[subject] = $"{subject}: {problem}";
    }
}
