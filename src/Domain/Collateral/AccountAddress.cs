using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>An address on a chain by its CAIP-10 name, such as <c>eip155:1:0xab…</c> or <c>cosmos:cosmoshub-4:cosmos1…</c>.</summary>
/// <remarks>On EVM chains the address is 0x and 40 lower-case hex digits, so that one address has one name. The default value names nothing. Ordered as text.</remarks>
public readonly record struct AccountAddress : IComparable<AccountAddress>
{
    private readonly string? _text;

    private AccountAddress(string text, ChainId chain, string address) => (_text, Chain, Address) = (text, chain, address);

    public bool IsEmpty => _text is null;

    public ChainId Chain { get; }

    /// <summary>As the chain writes it; empty for the default value.</summary>
    public string Address => field ?? string.Empty;

    public static AccountAddress Of(ChainId chain, EvmAddress address) => Parse($"{chain}:{address}");

    public static bool TryParse([NotNullWhen(true)] string? text, out AccountAddress value)
    {
        value = default;
        if (text is null || !TrySplit(text, out var chain, out var address) || !Caip.IsReference(address, Caip.MaximumReference)) return false;
        if (chain.TryGetEip155(out _) && !Caip.IsEvmAddress(address)) return false;
        value = new(text, chain, address);
        return true;
    }

    /// <exception cref="FormatException">Not a CAIP-10 name.</exception>
    public static AccountAddress Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a CAIP-10 account such as eip155:1:0xab… (EVM addresses in lower case).");

    /// <summary>The address on an EVM chain; false on other chains.</summary>
    public bool TryGetEvm(out EvmAddress address)
    {
        address = default;
        return Chain.TryGetEip155(out _) && EvmAddress.TryParse(Address, out address);
    }

    public int CompareTo(AccountAddress other) => string.CompareOrdinal(_text, other._text);

    public static bool operator <(AccountAddress left, AccountAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(AccountAddress left, AccountAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(AccountAddress left, AccountAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(AccountAddress left, AccountAddress right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text ?? string.Empty;

    private static bool TrySplit(string text, out ChainId chain, out string address)
    {
        // The reference of a chain has no colon, so that the second one ends it.
        (chain, address) = (default, string.Empty);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var second = colon < 0 ? -1 : text.IndexOf(':', colon + 1);
        if (second < 0 || !ChainId.TryParse(text[..second], out chain)) return false;
        address = text[(second + 1)..];
        return true;
    }
}
