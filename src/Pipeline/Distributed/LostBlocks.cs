using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>Lost blocks of a draft that the round before has carried already.</summary>
internal static class LostBlocks
{
    /// <summary>
    /// Leaves those under facts that the state still holds. A draft that was made before the last round may bring another once more, and where that is final by now, it would pass for a finalized
    /// block that changed (<see cref="Accounts.ChainNotes.Continue"/> does the same where rounds are made).
    /// </summary>
    /// <param name="state">Where the shard stands; our own.</param>
    /// <param name="round">A round of accounts, bound to it.</param>
    public static Refusal? DropCarried(ReadOnlyMemory<byte> state, ref byte[] round)
    {
        if (CollateralRoundCodec.Decode(round, out var inputs) is { } malformed) return malformed;
        if (inputs!.Chains.All(static chain => chain.Lost.Count == 0)) return null;
        if (CollateralStateCodec.Decode(state.Span, out var before) is { } broken) throw new InvalidDataException($"The state of shard {inputs.Shard} does not decode: {broken}");
        var open = before!.Facts.Select(static fact => (fact.Chain, fact.Height, fact.Hash)).ToHashSet();
        round = CollateralRoundCodec.Encode(inputs with { Chains = [.. inputs.Chains.Select(Keep)] });
        return null;

        ChainReading Keep(ChainReading chain) => chain with { Lost = [.. chain.Lost.Where(block => open.Contains((chain.Chain, block.Height, block.Lost)))] };
    }
}
