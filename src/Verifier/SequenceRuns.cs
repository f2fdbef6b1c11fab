namespace CrossChainOracle.Verifier;

/// <summary>Which sequences of a shard have come, as runs without holes. Not thread-safe.</summary>
public sealed class SequenceRuns
{
    private readonly List<(ulong First, ulong Last)> _runs = [];

    public void Add(ulong sequence)
    {
        var at = Find(sequence);
        if (at >= 0 && _runs[at].Last >= sequence) return;
        var joinsBefore = at >= 0 && _runs[at].Last == sequence - 1;
        var joinsAfter = at + 1 < _runs.Count && _runs[at + 1].First - 1 == sequence;
        if (joinsBefore && joinsAfter)
        {
            _runs[at] = (_runs[at].First, _runs[at + 1].Last);
            _runs.RemoveAt(at + 1);
        }
        else if (joinsBefore)
        {
            _runs[at] = (_runs[at].First, sequence);
        }
        else if (joinsAfter)
        {
            _runs[at + 1] = (sequence, _runs[at + 1].Last);
        }
        else
        {
            _runs.Insert(at + 1, (sequence, sequence));
        }
    }

    /// <summary>Whether all from the one to the other have come, both included.</summary>
    public bool Covers(ulong first, ulong last) => Find(first) is >= 0 and var at && _runs[at].Last >= last;

    /// <summary>The last run that begins at or before the sequence; -1 where none does.</summary>
    private int Find(ulong sequence)
    {
        var (low, high) = (0, _runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].First <= sequence) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }
}
