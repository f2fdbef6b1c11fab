using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>Reads the results of the Ethereum JSON-RPC methods that are used here (execution-apis) from untrusted JSON; never throws for them.</summary>
public static class EvmNodeParser
{
    /// <summary>A block object's <c>number</c>, <c>hash</c>, <c>parentHash</c>, <c>timestamp</c> and <c>baseFeePerGas</c>, the last of which chains without EIP-1559 lack.</summary>
    public static bool TryParseBlock(JsonElement result, out EvmBlock block, out string problem)
    {
        block = default;
        if (result.ValueKind == JsonValueKind.Null)
        {
            problem = "no such block";
            return false;
        }

        problem = "block has no number, hash, parentHash and timestamp in hex";
        if (result.ValueKind != JsonValueKind.Object
            || !TryProperty(result, "number", out var numberText) || !TryParseQuantity(numberText, out var number)
            || !TryProperty(result, "timestamp", out var timeText) || !TryParseQuantity(timeText, out var seconds)
            || !TryProperty(result, "hash", out var hashText) || !TryParseHash(hashText, out var hash)
            || !TryProperty(result, "parentHash", out var parentText) || !TryParseHash(parentText, out var parent))
        {
            return false;
        }

        problem = $"block {number} has time {seconds} s, which is out of range";
        if (seconds > UnixTime.MaxValue / 1000) return false;
        problem = $"block {number} has a baseFeePerGas that is not a quantity of 128 bits";
        UInt128 fee = 0;
        if (TryProperty(result, "baseFeePerGas", out var feeText) && !TryParseWide(feeText, out fee)) return false;
        block = new(new(number, hash, parent, (long)seconds * 1000), fee);
        return true;
    }

    /// <summary>A QUANTITY that fits 64 bits: <c>0x</c> and 1 to 16 hex digits.</summary>
    public static bool TryParseQuantity(string? text, out ulong value)
    {
        value = 0;
        return text is { Length: >= 3 and <= 18 }
            && text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>DATA: <c>0x</c> and an even number of hex digits.</summary>
    public static bool TryParseData(JsonElement result, out byte[] data)
    {
        data = [];
        var text = JsonRpcParser.Text(result);
        if (text is null || !text.StartsWith("0x", StringComparison.Ordinal) || !Hex.TryDecode(text, out var bytes)) return false;
        data = bytes;
        return true;
    }

    /// <summary>DATA of 32 bytes.</summary>
    public static bool TryParseHash(string? text, out Hash256 hash)
    {
        hash = default;
        return text is not null && text.StartsWith("0x", StringComparison.Ordinal) && Hash256.TryParse(text, out hash);
    }

    /// <summary>The text of a member that is there and is text.</summary>
    public static bool TryProperty(JsonElement result, string name, out string? text)
    {
        text = result.TryGetProperty(name, out var element) ? JsonRpcParser.Text(element) : null;
        return text is not null;
    }

    /// <summary>A QUANTITY that fits 128 bits: <c>0x</c> and 1 to 32 hex digits.</summary>
    public static bool TryParseWide(string? text, out UInt128 value)
    {
        value = 0;
        return text is { Length: >= 3 and <= 34 }
            && text.StartsWith("0x", StringComparison.Ordinal)
            && UInt128.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
