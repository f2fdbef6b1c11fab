using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>An asset on a chain by its CAIP-19 name, such as <c>eip155:1/erc20:0xa0b8…</c>, <c>eip155:1/slip44:60</c> or <c>cosmos:cosmoshub-4/slip44:118</c>.</summary>
/// <remarks>
/// <c>chain/namespace:reference</c> with an optional <c>/token</c>; namespace 3 to 8 of <c>-a-z0-9</c>, reference 1 to 128 and token 1 to 78 of <c>-.%a-zA-Z0-9</c>.
/// On EVM chains a reference that begins with 0x is an address in lower case, so that one asset has one name. What the alphabet lacks, such as the slash of
/// <c>ibc/…</c>, is percent-encoded. The default value names nothing. Ordered as text.
/// </remarks>
public readonly record struct AssetId : IComparable<AssetId>
{
    private const int MaximumToken = 78;

    private readonly string? _text;

    private AssetId(string text, ChainId chain, string ns, string reference) => (_text, Chain, Namespace, Reference) = (text, chain, ns, reference);

    public bool IsEmpty => _text is null;

    public ChainId Chain { get; }

    /// <summary>Such as <c>erc20</c>, <c>slip44</c>, <c>token</c> (Solana), <c>ibc</c>; empty for the default value.</summary>
    public string Namespace => field ?? string.Empty;

    /// <summary>Such as the token's address; without the token id.</summary>
    public string Reference => field ?? string.Empty;

    /// <summary>The ERC-20 token at that address.</summary>
    public static AssetId Erc20(ChainId chain, EvmAddress token) => Parse($"{chain}/erc20:{token}");

    /// <summary>A chain's own coin by its registered coin type (SLIP-44): 60 Ether, 118 Atom, 501 SOL.</summary>
    public static AssetId Native(ChainId chain, uint coinType) => Parse(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{chain}/slip44:{coinType}"));

    public static bool TryParse([NotNullWhen(true)] string? text, out AssetId value)
    {
        value = default;
        if (text is null || !Caip.TrySplit(text, '/', out var chain, out var rest)) return false;
        var parts = rest.Split('/');
        if (parts.Length > 2 || (parts.Length == 2 && !Caip.IsReference(parts[1], MaximumToken))) return false;
        var colon = parts[0].IndexOf(':', StringComparison.Ordinal);
        if (colon is < 3 or > 8) return false;
        var (ns, reference) = (parts[0][..colon], parts[0][(colon + 1)..]);
        if (!ns.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || !Caip.IsReference(reference, Caip.MaximumReference)) return false;
        if (chain.TryGetEip155(out _) && reference.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !Caip.IsEvmAddress(reference)) return false;
        value = new(text, chain, ns, reference);
        return true;
    }

    /// <exception cref="FormatException">Not a CAIP-19 name.</exception>
    public static AssetId Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a CAIP-19 asset such as eip155:1/erc20:0xab… (EVM addresses in lower case).");

    /// <summary>The token's address on an EVM chain; false for coins and on other chains.</summary>
    public bool TryGetToken(out EvmAddress token)
    {
        token = default;
        return Chain.TryGetEip155(out _) && Namespace == "erc20" && EvmAddress.TryParse(Reference, out token);
    }

    public int CompareTo(AssetId other) => string.CompareOrdinal(_text, other._text);

    public static bool operator <(AssetId left, AssetId right) => left.CompareTo(right) < 0;

    public static bool operator >(AssetId left, AssetId right) => left.CompareTo(right) > 0;

    public static bool operator <=(AssetId left, AssetId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AssetId left, AssetId right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text ?? string.Empty;
}
