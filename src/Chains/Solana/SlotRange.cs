namespace CrossChainOracle.Chains.Solana;

/// <summary>The pin of a Solana reading: the same bytes were answered at both ends, by different endpoints or by one that was asked twice.</summary>
/// <remarks>Equal ends are one bank. Otherwise it is not excluded that an account changed and changed back in between; that is why the range is declared.</remarks>
/// <param name="Lowest">Lowest context slot among the answers.</param>
/// <param name="Highest">Highest context slot among the answers.</param>
public readonly record struct SlotRange(ulong Lowest, ulong Highest)
{
    public static SlotRange At(ulong slot) => new(slot, slot);

    public bool IsOneSlot => Lowest == Highest;

    public SlotRange Join(SlotRange other) => new(Math.Min(Lowest, other.Lowest), Math.Max(Highest, other.Highest));

    public override string ToString() => IsOneSlot ? $"slot {Lowest}" : $"slots {Lowest} to {Highest}";
}
