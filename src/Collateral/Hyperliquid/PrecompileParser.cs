using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>A position as precompile 0x800 tells it: size in the perpetual's size decimals (negative for a short), entry notional in millionths of a dollar.</summary>
internal readonly record struct CorePosition(Int128 Size, UInt128 EntryNotional, bool IsIsolated);

/// <summary>A spot balance as precompile 0x801 tells it, in the token's wei decimals.</summary>
internal readonly record struct CoreBalance(UInt128 Total, UInt128 Hold);

/// <summary>An account as precompile 0x80f tells it, in millionths of a dollar.</summary>
internal readonly record struct CoreSummary(Int128 AccountValue, UInt128 MarginUsed, UInt128 Notional);

/// <summary>Reads what the precompiles return.</summary>
internal static class PrecompileParser
{
    /// <summary>(int64 szi, uint64 entryNtl, int64 isolatedRawUsd, uint32 leverage, bool isIsolated).</summary>
    public static bool Position(ref AbiReader reader, out CorePosition position)
    {
        position = default;
        if (!reader.TryOpen(5, out var top)
            || !reader.TryReadInt128(ref top, 64, out var size)
            || !reader.TryReadUInt128(ref top, 64, out var entry)
            || !reader.TryReadInt128(ref top, 64, out _)
            || !reader.TryReadUInt64(ref top, 32, out _)
            || !reader.TryReadBool(ref top, out var isolated))
        {
            return false;
        }

        position = new(size, entry, isolated);
        return true;
    }

    /// <summary>(uint64 total, uint64 hold, uint64 entryNtl).</summary>
    public static bool Balance(ref AbiReader reader, out CoreBalance balance)
    {
        balance = default;
        if (!reader.TryOpen(3, out var top) || !reader.TryReadUInt128(ref top, 64, out var total) || !reader.TryReadUInt128(ref top, 64, out var hold)) return false;
        balance = new(total, hold);
        return reader.TryReadUInt128(ref top, 64, out _);
    }

    /// <summary>(uint64 equity, uint64 lockedUntilTimestamp).</summary>
    public static bool Equity(ref AbiReader reader, out UInt128 equity)
    {
        equity = 0;
        return reader.TryOpen(2, out var top) && reader.TryReadUInt128(ref top, 64, out equity) && reader.TryReadUInt128(ref top, 64, out _);
    }

    /// <summary>(int64 accountValue, uint64 marginUsed, uint64 ntlPos, int64 rawUsd).</summary>
    public static bool Summary(ref AbiReader reader, out CoreSummary summary)
    {
        summary = default;
        if (!reader.TryOpen(4, out var top)
            || !reader.TryReadInt128(ref top, 64, out var value)
            || !reader.TryReadUInt128(ref top, 64, out var used)
            || !reader.TryReadUInt128(ref top, 64, out var notional)
            || !reader.TryReadInt128(ref top, 64, out _))
        {
            return false;
        }

        summary = new(value, used, notional);
        return true;
    }
}
