using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Collateral.CosmosBank;

/// <summary>One entry of an unbonding delegation.</summary>
/// <param name="Matures">Unix seconds.</param>
/// <param name="Balance">What will be paid out, slashes taken off.</param>
internal readonly record struct UnbondingEntry(long Matures, UInt128 Balance);

/// <summary>Reads what x/bank and x/staking keep; never throws for it.</summary>
internal static class BankParser
{
    private const int MaximumDigits = 39;
    private const int MaximumEntries = 64;

    /// <summary>A balance: decimal digits (<c>sdk.Int</c>), or as chains before SDK 0.46 keep it a <c>Coin</c> of that denom.</summary>
    public static bool TryBalance(ReadOnlyMemory<byte> value, string denom, out UInt128 balance, [NotNullWhen(false)] out string? problem)
    {
        if (TryNumber(value.Span, out balance, out problem)) return true;
        if (value.IsEmpty || char.IsAsciiDigit((char)value.Span[0])) return false;
        var (found, amount) = (string.Empty, ReadOnlyMemory<byte>.Empty);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) found = reader.Text();
            else if (reader.Field == 2) amount = reader.Bytes();
            else reader.Unknown();
        }

        problem = reader.Problem is { } fault ? $"balance is neither a number nor a coin: byte {reader.Position}, {fault}" : null;
        if (problem is null && found != denom) problem = $"a coin of another denom than {denom}";
        return problem is null && TryNumber(amount.Span, out balance, out problem);
    }

    /// <summary><c>UnbondingDelegation</c> of that delegator and validator.</summary>
    public static bool TryUnbonding(ReadOnlyMemory<byte> value, string delegator, string validator, out IReadOnlyList<UnbondingEntry> entries, [NotNullWhen(false)] out string? problem)
    {
        var (list, by, from) = (new List<UnbondingEntry>(), string.Empty, string.Empty);
        (entries, problem) = (list, null);
        var reader = new ProtoReader(value);
        while (problem is null && reader.Next(repeated: 1 << 3))
        {
            if (reader.Field == 1) by = reader.Text();
            else if (reader.Field == 2) from = reader.Text();
            else if (reader.Field == 3 && list.Count < MaximumEntries && TryEntry(reader.Bytes(), out var entry, out problem)) list.Add(entry);
            else if (problem is null) reader.Unknown();
        }

        if (reader.Problem is { } fault) problem ??= $"unbonding, byte {reader.Position}: {fault}";
        if (by != delegator || from != validator) problem ??= "unbonding of another delegator or validator";
        return problem is null;
    }

    /// <summary>Digits without a sign or leading zeros, of at most 128 bits.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out UInt128 number, [NotNullWhen(false)] out string? problem)
    {
        number = 0;
        problem = text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9') || (text.Length > 1 && text[0] == '0') ? "no whole number" : null;
        if (problem is not null) return false;
        if (text.Length <= MaximumDigits && UInt128.TryParse(System.Text.Encoding.ASCII.GetString(text), NumberStyles.None, CultureInfo.InvariantCulture, out number)) return true;
        problem = $"a number of {text.Length} digits, more than 128 bits";
        return false;
    }

    // creation_height, completion_time, initial_balance, balance, unbonding_id, unbonding_on_hold_ref_count
    private static bool TryEntry(ReadOnlyMemory<byte> value, out UnbondingEntry entry, out string? problem)
    {
        var (matures, balance) = (0L, ReadOnlyMemory<byte>.Empty);
        var reader = new ProtoReader(value);
        while (reader.Next())
        {
            if (reader.Field is 1 or 5 or 6) reader.Int64();
            else if (reader.Field == 2) matures = Seconds(reader.Bytes());
            else if (reader.Field == 3) reader.Bytes();
            else if (reader.Field == 4) balance = reader.Bytes();
            else reader.Unknown();
        }

        problem = reader.Problem is { } fault ? $"unbonding entry, byte {reader.Position}: {fault}" : null;
        entry = problem is null && TryNumber(balance.Span, out var amount, out problem) ? new(matures, amount) : default;
        return problem is null;
    }

    private static long Seconds(ReadOnlyMemory<byte> timestamp)
    {
        var reader = new ProtoReader(timestamp);
        return reader.Next() && reader.Field == 1 ? reader.Int64() : 0;
    }
}
