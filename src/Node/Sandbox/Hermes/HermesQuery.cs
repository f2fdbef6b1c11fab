using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Hermes;

/// <summary>What is asked of Hermes. Parameters as of Hermes v2; those not known here are passed over, as Hermes does.</summary>
/// <param name="Ids">Known price ids, each once.</param>
/// <param name="Base64">Otherwise hex.</param>
/// <param name="Parsed">Whether the prices are wanted in the clear, too.</param>
internal sealed record HermesQuery(IReadOnlyList<Hash256> Ids, bool Base64, bool Parsed)
{
    public static bool TryParse(IQueryCollection query, IReadOnlySet<Hash256> known, [NotNullWhen(true)] out HermesQuery? parsed, out HermesRefusal refusal)
    {
        parsed = null;
        refusal = default;
        var texts = query["ids[]"];
        if (texts.Count == 0) return Refuse("missing field `ids`", out refusal);
        var ids = new List<Hash256>();
        foreach (var text in texts)
        {
            if (!Hash256.TryParse(text, out var id)) return Refuse($"ids: '{Printable.Clean(text ?? string.Empty)}' is not 32 bytes in hex", out refusal);
            if (!ids.Contains(id)) ids.Add(id);
        }

        if (!TryFlag(query, "parsed", true, out var clear, ref refusal)) return false;
        if (!TryFlag(query, "ignore_invalid_price_ids", false, out var ignore, ref refusal)) return false;
        var encoding = query["encoding"].ToString();
        if (encoding is not ("" or "hex" or "base64")) return Refuse($"encoding: '{Printable.Clean(encoding)}' is neither hex nor base64", out refusal);
        var strangers = ids.Where(id => !known.Contains(id)).ToList();
        if (strangers.Count > 0 && !ignore)
        {
            refusal = new(StatusCodes.Status404NotFound, $"Price ids not found: {string.Join(", ", strangers)}");
            return false;
        }

        parsed = new([.. ids.Where(known.Contains)], encoding == "base64", clear);
        return true;
    }

    private static bool TryFlag(IQueryCollection query, string name, bool absent, out bool value, ref HermesRefusal refusal)
    {
        var text = query[name].ToString();
        value = text.Length == 0 ? absent : text == "true";
        return text is "" or "true" or "false" || Refuse($"{name}: '{Printable.Clean(text)}' is neither true nor false", out refusal);
    }

    private static bool Refuse(string detail, out HermesRefusal refusal)
    {
        refusal = new(StatusCodes.Status400BadRequest, $"Failed to deserialize query string: {detail}");
        return false;
    }
}

/// <summary>An HTTP status and its text.</summary>
internal readonly record struct HermesRefusal(int Status, string Text);
