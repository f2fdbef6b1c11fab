namespace CrossChainOracle.Domain.Collateral;

/// <summary>What CAIP-10 and CAIP-19 have in common: a chain's CAIP-2 name, then parts of a restricted alphabet.</summary>
internal static class Caip
{
    /// <summary>Longest reference of an asset and longest address.</summary>
    public const int MaximumReference = 128;

    /// <summary>Splits <c>namespace:reference</c> and what follows the separator.</summary>
    public static bool TrySplit(string text, char separator, out ChainId chain, out string rest)
    {
        (chain, rest) = (default, string.Empty);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var at = colon < 0 ? -1 : text.IndexOf(separator, colon + 1);
        if (at < 0 || !ChainId.TryParse(text[..at], out chain)) return false;
        rest = text[(at + 1)..];
        return true;
    }

    /// <summary>1 to <paramref name="maximum"/> characters of <c>-.%a-zA-Z0-9</c>.</summary>
    public static bool IsReference(ReadOnlySpan<char> text, int maximum)
    {
        if (text.Length < 1 || text.Length > maximum) return false;
        foreach (var c in text)
        {
            if (!(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '%')) return false;
        }

        return true;
    }

    /// <summary>An EVM address in the one spelling that is taken here: <c>0x</c> and 40 lower-case digits, so that one address has one name.</summary>
    public static bool IsEvmAddress(string text) => text.Length == 42 && EvmAddress.TryParse(text, out var address) && address.ToString() == text;
}
