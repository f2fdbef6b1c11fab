using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Pipeline.Accounts;

/// <summary>What is known of a chain, and what of it no reserved round has carried yet. Not thread-safe.</summary>
/// <param name="accounts">Those that are linked on it.</param>
internal sealed class ChainNotes(IReadOnlyList<AccountId> accounts)
{
    /// <summary>Failed looks that leave what is known; one more, and nothing is known.</summary>
    private const int PatientLooks = 3;

    private readonly SortedDictionary<(ulong Height, Hash256 Lost), LostBlock> _lost = [];
    private (uint All, uint SinceTaken) _depth;
    private bool _isJudgedFaulty;
    private int _failed;

    public IReadOnlyList<AccountId> Accounts => accounts;

    public ChainReading? Reading { get; private set; }

    public IReadOnlyList<MarketReading> Markets { get; private set; } = [];

    /// <summary>Why the last look gave nothing; null where it did.</summary>
    public ReadingProblem? Failure { get; private set; }

    public IReadOnlyCollection<OpenBlock> Open { get; set; } = [];

    /// <summary>There was a look, even if it failed.</summary>
    public bool IsHeard => Reading is not null || _failed > 0;

    public bool IsUsable => Reading is not null && !Reading.Flags.HasFlag(ChainFlags.Fault);

    public void Hear(ChainLook look)
    {
        Failure = look.Failure;
        if (look.Reading is not { } reading)
        {
            if (++_failed > PatientLooks) Reading = null;
            return;
        }

        (_failed, Reading, Markets) = (0, reading, look.Markets);
        _depth = (Math.Max(_depth.All, reading.ReorgDepth), Math.Max(_depth.SinceTaken, reading.ReorgDepth));
        foreach (var block in reading.Lost) _lost[(block.Height, block.Lost)] = block;
    }

    /// <summary>The chain as the next round has it: with every lost block, and the depth, that no reserved round has carried.</summary>
    public ChainReading Take()
    {
        _depth.SinceTaken = 0;
        return Reading! with { Lost = [.. _lost.Values], ReorgDepth = _depth.All };
    }

    /// <summary>The round that took last was reserved.</summary>
    public void Settle() => _depth = (_depth.SinceTaken, _depth.SinceTaken);

    /// <summary>
    /// Goes on from a round that left these blocks open. Every other lost one was carried: a look that began before that round may have brought it once more, and where it is final by
    /// now, it would pass for a finalized block that changed.
    /// </summary>
    public void Continue(IReadOnlyCollection<OpenBlock> open)
    {
        Open = open;
        foreach (var block in _lost.Keys.Where(block => !open.Contains(new(block.Height, block.Lost))).ToList()) _lost.Remove(block);
    }

    /// <summary>Whether a round found the chain faulty for the first time, and by something that no look had said.</summary>
    public bool Judge(bool isFaulty)
    {
        var isNew = isFaulty && !_isJudgedFaulty && IsUsable;
        _isJudgedFaulty = isFaulty;
        return isNew;
    }
}
