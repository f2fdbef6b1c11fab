using System.Collections.Immutable;

namespace CrossChainOracle.Domain.Heads;

/// <summary>One chain at one moment, as far back as it is remembered: blocks linked by their parents' hashes, the older of them finalized. Immutable.</summary>
/// <remarks>
/// A block that this view does not have at its height was reorganised away only if <see cref="BlockAt"/> gives another one there, or the height is above the head
/// of a view that had it before. Below <see cref="Oldest"/> nothing can be said.
/// </remarks>
public sealed class ChainView
{
    private readonly ImmutableList<BlockRef> _blocks;

    private ChainView(ChainId chain, ImmutableList<BlockRef> blocks, ulong finalized, ulong safe)
    {
        (Chain, _blocks, SafeNumber) = (chain, blocks, safe);
        (Oldest, Head, Finalized) = (blocks[0].Number, blocks[^1], blocks[(int)(finalized - blocks[0].Number)]);
    }

    public ChainId Chain { get; }

    /// <summary>The height of the first block that is still remembered; at most the finalized one's.</summary>
    public ulong Oldest { get; }

    public BlockRef Finalized { get; }

    public BlockRef Head { get; }

    /// <summary>The height up to which blocks are safe; from the finalized one's to the head's.</summary>
    public ulong SafeNumber { get; }

    public BlockRef Safe => _blocks[(int)(SafeNumber - Oldest)];

    /// <summary>How many blocks are not finalized.</summary>
    public int WindowLength => (int)(Head.Number - Finalized.Number);

    /// <summary>The unfinalized blocks from the finalized one's child to the head, in order.</summary>
    public IReadOnlyList<BlockRef> Window => field ??= Above(Finalized.Number);

    /// <param name="chain">Whose blocks they are.</param>
    /// <param name="blocks">In order, without a gap, each the parent of the next; the last is the head.</param>
    /// <param name="finalized">A height among them.</param>
    /// <param name="safe">A height from the finalized one to the head.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static ChainView Of(ChainId chain, IEnumerable<BlockRef> blocks, ulong finalized, ulong safe)
    {
        var all = blocks.ToImmutableList();
        if (all.IsEmpty) throw new ArgumentException("A view has at least its finalized block.", nameof(blocks));
        for (var i = 1; i < all.Count; i++)
        {
            if (all[i].Number != all[i - 1].Number + 1 || all[i].Parent != all[i - 1].Hash) throw new ArgumentException($"{all[i]} is not the child of {all[i - 1]}.", nameof(blocks));
        }

        return Linked(chain, all, finalized, safe);
    }

    /// <summary>The block of that height, or null when it is above the head or no longer remembered.</summary>
    public BlockRef? BlockAt(ulong number) => number < Oldest || number > Head.Number ? null : _blocks[(int)(number - Oldest)];

    public bool Contains(ulong number, Hash256 hash) => BlockAt(number)?.Hash == hash;

    /// <summary>The blocks above that height, in order; all that are remembered when it is below <see cref="Oldest"/>.</summary>
    public IReadOnlyList<BlockRef> Above(ulong number)
    {
        if (number >= Head.Number) return [];
        var from = number < Oldest ? 0 : (int)(number - Oldest) + 1;
        return _blocks.GetRange(from, _blocks.Count - from);
    }

    /// <summary>How final a fact of that block is; null when that block is not on this view, see the remarks of <see cref="ChainView"/>.</summary>
    public Stage? StageOf(ulong number, Hash256 hash, ChainProfile profile)
    {
        if (!Contains(number, hash)) return null;
        if (profile.Pin == PinKind.Answer) return Stage.Seen;
        if (number <= Finalized.Number) return Stage.Finalized;
        if (number <= SafeNumber) return Stage.Safe;
        return Head.Number - number >= (ulong)profile.ConfirmedDepth ? Stage.Confirmed : Stage.Seen;
    }

    /// <param name="now">Unix milliseconds.</param>
    public ChainLags LagsAt(long now) =>
        new(now - Head.Timestamp, Head.Number - SafeNumber, now - Safe.Timestamp, Head.Number - Finalized.Number, now - Finalized.Timestamp);

    /// <summary>The view whose blocks above <paramref name="ancestor"/> are <paramref name="branch"/>, and which remembers <paramref name="remembered"/> blocks before the finalized one.</summary>
    internal ChainView With(ulong ancestor, IReadOnlyList<BlockRef> branch, ulong finalized, ulong safe, int remembered)
    {
        var keep = (int)(ancestor - Oldest) + 1;
        var blocks = (keep == _blocks.Count ? _blocks : _blocks.RemoveRange(keep, _blocks.Count - keep)).AddRange(branch);
        var forget = (int)(finalized - Oldest) - remembered;
        return Linked(Chain, forget > 0 ? blocks.RemoveRange(0, forget) : blocks, finalized, safe);
    }

    private static ChainView Linked(ChainId chain, ImmutableList<BlockRef> blocks, ulong finalized, ulong safe)
    {
        if (finalized < blocks[0].Number || finalized > blocks[^1].Number) throw new ArgumentException($"Finalized {finalized} is not within {blocks[0].Number} to {blocks[^1].Number}.", nameof(finalized));
        if (safe < finalized || safe > blocks[^1].Number) throw new ArgumentException($"Safe {safe} is not within {finalized} to {blocks[^1].Number}.", nameof(safe));
        return new(chain, blocks, finalized, safe);
    }
}
