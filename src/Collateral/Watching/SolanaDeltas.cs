using System.Globalization;
using System.Numerics;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>What a transaction did to one position.</summary>
internal readonly record struct KnownChange(ulong Slot, Hash256 Unit, Int128 Delta);

/// <summary>What happened to a position between its finalized and its newest state, so that the one and all changes always give the other.</summary>
internal static class SolanaDeltas
{
    /// <summary>Null where that cannot be told: a number does not fit, or there are too many.</summary>
    /// <param name="key">The position.</param>
    /// <param name="finalized">Shares as finalized.</param>
    /// <param name="seen">Shares now.</param>
    /// <param name="known">What transactions are known to have done, with slots up to <paramref name="slot"/>.</param>
    /// <param name="isWhole">Some transaction's effect is not known: then none of them says anything.</param>
    /// <param name="slot">Since when the shares are what they are now.</param>
    public static IReadOnlyList<ShareDelta>? Of(PositionKey key, UInt128 finalized, UInt128 seen, IReadOnlyCollection<KnownChange> known, bool isWhole, ulong slot)
    {
        var deltas = new List<(ulong Slot, Hash256 Unit, BigInteger Delta)>();
        if (isWhole && key.Side is PositionSide.Collateral or PositionSide.Pending)
        {
            // All of it may be gone, and what is there now may have come after: two units, so that the one does not make up for the other.
            deltas.Add((slot, Unit(key, slot, "gone"), -(BigInteger)finalized));
            deltas.Add((slot, Unit(key, slot, "come"), (BigInteger)seen));
        }
        else
        {
            if (!isWhole) deltas.AddRange(known.GroupBy(static change => change.Unit).Select(static unit => (unit.Max(static change => change.Slot), unit.Key, Sum(unit))));

            // What no known transaction accounts for: of collateral a debit where it is less; of a debt one where it is more, so that the higher of both states is owed.
            deltas.Add((slot, Unit(key, slot, "unsettled"), (BigInteger)seen - finalized - deltas.Aggregate(BigInteger.Zero, static (sum, one) => sum + one.Delta)));
        }

        deltas.RemoveAll(static one => one.Delta.IsZero);
        if (deltas.Count > PositionReading.MaximumChanges || deltas.Exists(static one => one.Delta > Int128.MaxValue || one.Delta < Int128.MinValue)) return null;
        return [.. deltas.Select(static one => new ShareDelta(one.Slot, one.Unit, (Int128)one.Delta)).OrderBy(static one => one.Height).ThenBy(static one => one.Unit).ThenBy(static one => one.Delta)];
    }

    /// <summary>The unit of a transaction, the same for all positions: transfers between linked accounts are netted in it.</summary>
    public static Hash256 Unit(SolanaSignature signature)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Base58.TryDecode(signature.ToString(), bytes) ? Keccak256.Hash(bytes) : throw new ArgumentException($"'{signature}' is no signature.", nameof(signature));
    }

    /// <summary>A unit of the position's own, that nothing else is netted in.</summary>
    private static Hash256 Unit(PositionKey key, ulong slot, string what) =>
        Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}\n{slot}\n{what}")));

    private static BigInteger Sum(IEnumerable<KnownChange> changes) => changes.Aggregate(BigInteger.Zero, static (sum, change) => sum + change.Delta);
}
