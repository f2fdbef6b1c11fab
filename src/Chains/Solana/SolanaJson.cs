using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Members of untrusted JSON objects; false for what is missing or of another kind, never an exception.</summary>
public static class SolanaJson
{
    /// <summary>A member of that kind.</summary>
    public static bool TryMember(JsonElement element, string name, JsonValueKind kind, out JsonElement member)
    {
        member = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out member) && member.ValueKind == kind;
    }

    /// <summary>A whole number from 0 to 2^64 - 1.</summary>
    public static bool TryNumber(JsonElement element, string name, out ulong value)
    {
        value = 0;
        return TryMember(element, name, JsonValueKind.Number, out var member) && member.TryGetUInt64(out value);
    }

    /// <summary>A text.</summary>
    public static bool TryText(JsonElement element, string name, [NotNullWhen(true)] out string? text)
    {
        text = element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? JsonRpcParser.Text(member) : null;
        return text is not null;
    }

    /// <summary>An address.</summary>
    public static bool TryKey(JsonElement element, string name, out SolanaKey key)
    {
        key = default;
        return TryText(element, name, out var text) && SolanaKey.TryParse(text, out key);
    }

    /// <summary>Null, or missing, as nodes write "none".</summary>
    public static bool IsNone(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && (!element.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null);

    /// <summary>A list of addresses.</summary>
    public static bool TryKeys(JsonElement element, string name, List<SolanaKey> keys)
    {
        if (!TryMember(element, name, JsonValueKind.Array, out var members)) return false;
        foreach (var member in members.EnumerateArray())
        {
            if (!SolanaKey.TryParse(JsonRpcParser.Text(member), out var key)) return false;
            keys.Add(key);
        }

        return true;
    }

    /// <summary>An amount that is written as decimal digits in a string.</summary>
    public static bool TryAmount(JsonElement element, string name, out ulong amount)
    {
        amount = 0;
        return TryText(element, name, out var text) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out amount);
    }
}
