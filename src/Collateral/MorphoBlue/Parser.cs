using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.MorphoBlue;

/// <summary>A market's totals as they were when interest was last counted.</summary>
/// <param name="SupplyAssets">Lent out or waiting, with interest.</param>
/// <param name="SupplyShares">Of all suppliers.</param>
/// <param name="BorrowAssets">Owed, with interest.</param>
/// <param name="BorrowShares">Of all borrowers.</param>
/// <param name="LastUpdate">Unix seconds; zero for a market that was never created.</param>
/// <param name="Fee">The protocol's part of interest, times 10^18.</param>
public readonly record struct MorphoTotals(UInt128 SupplyAssets, UInt128 SupplyShares, UInt128 BorrowAssets, UInt128 BorrowShares, UInt128 LastUpdate, UInt128 Fee);

/// <summary>One owner in one market: shares of the two pools, and collateral in its own unit.</summary>
public readonly record struct MorphoPosition(UInt128 SupplyShares, UInt128 BorrowShares, UInt128 Collateral);

/// <summary>A change of one owner's part of a market.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="IsCollateral">Of the collateral token rather than of the loan token's shares.</param>
/// <param name="Side">Of what is owned or of what is owed.</param>
/// <param name="Delta">Shares added or taken away.</param>
public readonly record struct MorphoChange(EvmAddress Owner, bool IsCollateral, PositionSide Side, Int128 Delta);

/// <summary>Reads what Morpho Blue returns and emits, from untrusted bytes; never throws for them.</summary>
public static class MorphoBlueParser
{
    /// <summary>Reads the return data of <c>market(bytes32)</c>: six uint128. A market that was never created is refused.</summary>
    public static bool TryParseTotals(CallOutcome outcome, string market, out MorphoTotals totals, [NotNullWhen(false)] out ReadFailure? failure)
    {
        totals = default;
        var function = $"market() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        if (!reader.TryOpen(6, out var top)
            || !reader.TryReadUInt128(ref top, 128, out var supplyAssets)
            || !reader.TryReadUInt128(ref top, 128, out var supplyShares)
            || !reader.TryReadUInt128(ref top, 128, out var borrowAssets)
            || !reader.TryReadUInt128(ref top, 128, out var borrowShares)
            || !reader.TryReadUInt128(ref top, 128, out var lastUpdate)
            || !reader.TryReadUInt128(ref top, 128, out var fee)
            || !reader.TryFinish())
        {
            failure = reader.Fault.ToFailure(function);
            return false;
        }

        if (lastUpdate == 0) failure = new(RejectionCode.WrongFeed, $"{function}: there is no such market");
        totals = new(supplyAssets, supplyShares, borrowAssets, borrowShares, lastUpdate, fee);
        return failure is null;
    }

    /// <summary>Reads the return data of <c>position(bytes32,address)</c>: uint256, uint128, uint128.</summary>
    public static bool TryParsePosition(CallOutcome outcome, string market, out MorphoPosition position, [NotNullWhen(false)] out ReadFailure? failure)
    {
        position = default;
        var function = $"position() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        UInt128 supply = 0, borrow = 0, collateral = 0;
        var read = reader.TryOpen(3, out var top)
            && reader.TryReadUInt128(ref top, 256, out supply)
            && reader.TryReadUInt128(ref top, 128, out borrow)
            && reader.TryReadUInt128(ref top, 128, out collateral)
            && reader.TryFinish();
        if (!read) failure = reader.Fault.ToFailure(function);
        position = new(supply, borrow, collateral);
        return failure is null;
    }

    /// <summary>Reads the return data of an oracle's <c>price()</c>: uint256, the price of one unit of collateral in units of the loan, times 10^36.</summary>
    public static bool TryParsePrice(CallOutcome outcome, string market, out BigInteger price, [NotNullWhen(false)] out ReadFailure? failure)
    {
        price = 0;
        var function = $"price() of {market}";
        if (!EvmAnswer.TryData(outcome, function, out var data, out failure)) return false;
        var reader = new AbiReader(data);
        var opened = reader.TryOpen(1, out var top);
        if (opened) price = reader.ReadUInt256(ref top);
        if (!opened || !reader.TryFinish()) failure = reader.Fault.ToFailure(function);
        return failure is null;
    }

    /// <summary>What a log changed, and in which market; empty for logs that change nobody's part.</summary>
    /// <remarks>The protocol's fee adds shares to its recipient, whom no log names: an increase that is not told is a deposit that counts when it is final.</remarks>
    public static IReadOnlyList<MorphoChange> ChangesOf(EvmLog log, EvmAddress morpho, out Hash256 market)
    {
        market = log.Topics.Count > 1 ? log.Topics[1] : default;
        foreach (var known in MorphoBlueLayout.Events)
        {
            Span<Int128> words = stackalloc Int128[known.Words];
            if (!log.Is(morpho, known.Topic0, topics: 4) || !log.TryAmounts(words) || !log.TryAddress(known.OwnerTopic, out var owner)) continue;
            var changes = new List<MorphoChange>(known.Effects.Count);
            foreach (var effect in known.Effects)
            {
                var amount = Sum(words, effect.Words);
                if (amount != 0) changes.Add(new(owner, effect.IsCollateral, effect.Side, effect.Adds ? amount : -amount));
            }

            return changes;
        }

        return [];
    }

    private static Int128 Sum(ReadOnlySpan<Int128> words, IReadOnlyList<int> which)
    {
        Int128 sum = 0;
        foreach (var word in which) sum = words[word] > Int128.MaxValue - sum ? Int128.MaxValue : sum + words[word];
        return sum;
    }
}
