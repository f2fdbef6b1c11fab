using System.Collections.Immutable;

namespace CrossChainOracle.Relay.Running;

/// <summary>What a relayer did on one chain since its process started.</summary>
public sealed record RelayCounts
{
    /// <summary>Postings in blocks that still stand.</summary>
    public ulong Posted { get; init; }

    /// <summary>Inclusions by kind, also those that were taken back.</summary>
    public ImmutableSortedDictionary<PostingKind, ulong> Kinds { get; init; } = ImmutableSortedDictionary<PostingKind, ulong>.Empty;

    /// <summary>Prices that a newer one replaced before they were posted.</summary>
    public ulong Overtaken { get; init; }

    /// <summary>Postings in blocks of which the chain took nothing: lost races.</summary>
    public ulong Reverted { get; init; }

    /// <summary>Gas of those.</summary>
    public ulong LostGas { get; init; }

    /// <summary>What those cost on a chain that has no gas, in its smallest unit.</summary>
    public UInt128 LostFee { get; init; }

    public ulong DeadLetters { get; init; }

    /// <summary>Inclusions that were taken back.</summary>
    public ulong Reorged { get; init; }

    /// <param name="said">Something new.</param>
    /// <param name="before">The receipt before it was said.</param>
    public RelayCounts After(PostingEvent said, PostingReceipt before) => said switch
    {
        // What is final may not have been seen in a block before.
        PostingEvent.Included or PostingEvent.Final when before.IsIncluded => this,
        PostingEvent.Included or PostingEvent.Final => this with { Posted = Posted + 1, Kinds = Kinds.SetItem(before.Kind, Kinds.GetValueOrDefault(before.Kind) + 1) },
        PostingEvent.Reverted { Block.Cost: PostingCost.Gas gas } => this with { Reverted = Reverted + 1, LostGas = LostGas + gas.Used },
        PostingEvent.Reverted { Block.Cost: PostingCost.Total total } => this with { Reverted = Reverted + 1, LostFee = LostFee + total.Fee },
        PostingEvent.Reorged => this with { Reorged = Reorged + 1, Posted = Posted - (before.IsIncluded && Posted > 0 ? 1UL : 0) },
        _ => this,
    };
}
