using System.Globalization;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>One position over time: since when it is what it is, and which statements of it were overtaken by a fork that is gone.</summary>
/// <remarks>
/// A place on Solana cannot be pinned by a block hash: its hash is that of the position, its shares and the slot. A fact is lost when a transaction it knew is listed no more before it was final,
/// or when its slot is final and the final shares are others though nothing was seen to change them. Where a look was missed, nothing is said to be lost.
/// </remarks>
internal sealed class SolanaTrace(PositionKey key)
{
    // Oldest first; the last one is how it stands.
    private readonly List<Fact> _facts = [];
    private readonly Dictionary<Hash256, ulong> _slots = [];

    /// <summary>The slot and hash since which the shares are what they are.</summary>
    public (ulong Slot, Hash256 Hash) Since => (_facts[^1].Slot, _facts[^1].Hash);

    /// <summary>Takes in how the position stands.</summary>
    public void Follow(SolanaStanding now)
    {
        Judge(now);
        foreach (var change in now.Known) _slots[change.Unit] = change.Slot;
        var latest = now.Known.Select(static change => change.Slot).Append(0ul).Max();
        var last = _facts.Count == 0 ? null : _facts[^1];
        var isSame = last is not null && !last.IsLost && last.Shares == now.Seen;
        if (now.IsSettled)
        {
            if (!isSame || last!.Slot > now.FinalizedPin) Add(now.Finalized, now.Seen);
        }
        else if (!isSame || last!.Slot <= now.Finalized || latest > last.Slot)
        {
            Add(Math.Max(latest, Math.Max(now.NewestPin, now.Finalized + 1)), now.Seen);
        }

        foreach (var change in now.Known) _facts[^1].Units.Add(change.Unit);

        // What becomes final in this look is still said to be lost in it.
        _facts.RemoveAll(fact => fact != _facts[^1] && fact.Slot <= now.FinalizedBefore);
        foreach (var old in _slots.Where(pair => pair.Value <= now.FinalizedBefore).ToList()) _slots.Remove(old.Key);
    }

    /// <summary>The facts that are lost and were not final before.</summary>
    public IEnumerable<OpenBlock> Lost(ulong finalizedBefore) => _facts.Where(fact => fact.IsLost && fact.Slot > finalizedBefore).Select(static fact => new OpenBlock(fact.Slot, fact.Hash));

    private void Judge(SolanaStanding now)
    {
        if (now.IsWhole || now.IsUnknown) return;
        var listed = now.Known.Select(static change => change.Unit).ToHashSet();
        foreach (var fact in _facts.Where(fact => !fact.IsLost && fact.Slot > now.FinalizedBefore))
        {
            fact.IsLost = fact.Units.Any(unit => !listed.Contains(unit) && _slots.TryGetValue(unit, out var slot) && slot > now.FinalizedPin) || IsRefuted(fact, now);
        }
    }

    private bool IsRefuted(Fact fact, SolanaStanding now) =>
        fact.Slot <= now.FinalizedPin
        && fact.Shares != now.FinalizedShares
        && now.FinalizedPin <= now.SeenBefore
        && !_facts.Exists(later => later.Slot > fact.Slot && later.Slot <= now.FinalizedPin && !later.IsLost)
        && !_slots.Values.Any(slot => slot > fact.Slot && slot <= now.FinalizedPin);

    private void Add(ulong slot, UInt128 shares)
    {
        // The same shares at the same slot after they were said to be lost are another fact.
        var lost = _facts.Count(fact => fact.IsLost && fact.Slot == slot && fact.Shares == shares);
        var text = string.Create(CultureInfo.InvariantCulture, $"{key}\n{shares}\n{slot}") + (lost > 0 ? string.Create(CultureInfo.InvariantCulture, $"\n{lost}") : string.Empty);
        _facts.Add(new(slot, Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(text)), shares));
    }

    private sealed record Fact(ulong Slot, Hash256 Hash, UInt128 Shares)
    {
        public HashSet<Hash256> Units { get; } = [];

        public bool IsLost { get; set; }
    }
}

/// <summary>How a position stands in one look.</summary>
/// <param name="FinalizedShares">As finalized.</param>
/// <param name="Seen">Now.</param>
/// <param name="Known">What transactions that are not final did to it.</param>
/// <param name="IsWhole">Some of them are not known.</param>
/// <param name="IsUnknown">What is final is not known.</param>
/// <param name="FinalizedPin">The slot that the finalized shares were read at.</param>
/// <param name="NewestPin">The slot that the newest were read at.</param>
/// <param name="Finalized">The chain's finalized slot, at most <paramref name="FinalizedPin"/>.</param>
/// <param name="FinalizedBefore">That of the look before.</param>
/// <param name="SeenBefore">The newest slot that the owner was read at before; 0 where it was not.</param>
internal sealed record SolanaStanding(
    UInt128 FinalizedShares, UInt128 Seen, IReadOnlyList<KnownChange> Known, bool IsWhole, bool IsUnknown, ulong FinalizedPin, ulong NewestPin, ulong Finalized, ulong FinalizedBefore, ulong SeenBefore)
{
    /// <summary>Nothing is under way: what is seen is final.</summary>
    public bool IsSettled => !IsUnknown && !IsWhole && Known.Count == 0 && Seen == FinalizedShares;
}
