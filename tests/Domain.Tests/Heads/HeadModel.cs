using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Domain.Tests.Heads;

/// <summary>What a tracker should do, told by sets of blocks on whole paths: slow, without links, windows or walks.</summary>
internal sealed class HeadModel(BlockTree tree, int window)
{
    private List<BlockRef> _path = [];
    private int _finalized;
    private int _oldest;

    /// <summary>What is remembered, in order.</summary>
    public IEnumerable<BlockRef> Chain => _path.Skip(_oldest);

    public BlockRef Finalized => _path[_finalized];

    public string Offer(BlockRef head, BlockRef finalized)
    {
        var first = _path.Count == 0;
        if (first)
        {
            _path = tree.Path(finalized);
            _oldest = _finalized = _path.Count - 1;
        }

        var answer = Judge(head, finalized, first);
        if (first && answer.Path is null) _path = [];
        if (answer.Path is null) return answer.Text;
        var before = _finalized;
        _path = answer.Path;
        _finalized = Math.Max(_finalized, Index(finalized));
        _oldest = Math.Max(_oldest, _finalized - window);
        var stale = Index(finalized) < before;
        var finality = first ? "advanced 1" : stale ? "stale" : _finalized > before ? $"advanced {_finalized - before}" : "same";
        return $"{answer.Text}, {finality}";
    }

    public static string Describe(HeadUpdate update)
    {
        var head = update.Head switch
        {
            HeadOutcome.Unchanged => "unchanged",
            HeadOutcome.Extended extended => $"extended {string.Join(' ', extended.New)}",
            HeadOutcome.Reorganised moved => $"reorganised {string.Join(' ', moved.Lost)} to {string.Join(' ', moved.Won)}",
            HeadOutcome.WentBack => "went back",
            HeadOutcome.OffFinalized => "off finalized",
            HeadOutcome.NeedsAnchor => "anchor",
            HeadOutcome.WindowOverflow => "overflow",
            HeadOutcome.Faulted faulted => $"fault {faulted.Fault}",
            _ => throw new InvalidOperationException(update.Head.ToString()),
        };
        return update.Head is HeadOutcome.NeedsAnchor or HeadOutcome.WindowOverflow or HeadOutcome.Faulted
            ? head
            : $"{head}, {update.Finality switch
            {
                FinalityOutcome.Advanced advanced => $"advanced {advanced.Blocks.Count}",
                FinalityOutcome.Stale => "stale",
                _ => "same",
            }}";
    }

    private (string Text, List<BlockRef>? Path) Judge(BlockRef head, BlockRef finalized, bool first)
    {
        if (Contradiction(finalized) is { } changed && Index(finalized) <= _finalized) return (changed, null);
        var final = Index(finalized) > _finalized ? finalized : _path[_finalized];
        if (Index(final) - _finalized > window) return ("anchor", null);
        if (Index(head) - Index(final) > window) return ("overflow", null);
        if (Contradiction(head) is { } broken && !first) return (broken, null);

        var ours = _path.Contains(head);
        var low = Index(head) < _oldest || (ours && head != _path[^1]);
        var candidate = ours || low || Contradiction(head) is not null ? _path : tree.Path(head);
        var text = low ? "went back" : candidate == _path && !ours ? "off finalized" : string.Empty;
        if (!candidate.Contains(final))
        {
            if (Contradiction(final) is { } lost) return (lost, null);
            (text, candidate) = _path.Contains(final) ? ("off finalized", _path) : (string.Empty, tree.Path(final));
        }

        if (candidate.Count - 1 - Index(final) > window) return ("overflow", null);
        return (text.Length > 0 ? text : Change(candidate, first), candidate);
    }

    private string Change(List<BlockRef> candidate, bool first)
    {
        var lost = _path.Except(candidate).ToList();
        var won = candidate.Except(_path).ToList();
        if (lost.Count > 0) return $"reorganised {string.Join(' ', lost)} to {string.Join(' ', won)}";
        return won.Count > 0 || first ? $"extended {string.Join(' ', won)}" : "unchanged";
    }

    // The highest finalized block that the block's own path has otherwise, among those that are remembered; for a block below them nothing is known.
    private string? Contradiction(BlockRef block)
    {
        var path = tree.Path(block);
        var at = Math.Min(_finalized, path.Count - 1);
        return at < _oldest || path[at] == _path[at] ? null : $"fault {new FinalizedChanged(path[at].Number, _path[at].Hash, path[at].Hash)}";
    }

    private int Index(BlockRef block) => (int)(block.Number - tree.Root.Number);
}
