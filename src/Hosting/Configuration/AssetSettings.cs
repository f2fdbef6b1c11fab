using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>What an asset is, beside others.</summary>
public enum AssetIdentity
{
    /// <summary>The coin of its chain.</summary>
    Native = 1,

    /// <summary>Its issuer's own token on this chain.</summary>
    Token,

    /// <summary>A contract of the same chain holds what it stands for, and gives it back to whoever asks.</summary>
    Wrapped,

    /// <summary>Stands for an asset elsewhere, as long as a bridge or a custodian keeps its word.</summary>
    Bridged,
}

/// <summary>How balances of an asset change.</summary>
public enum BalanceKind
{
    /// <summary>By transfers only, and one unit is one unit of what it stands for.</summary>
    Plain = 1,

    /// <summary>Also by time or by decision.</summary>
    Rebasing,

    /// <summary>By transfers only, and what a unit is worth of what it stands for changes.</summary>
    Shares,
}

/// <summary>What a bridged asset is valued by.</summary>
public enum BridgedPrice
{
    /// <summary>The feed of what it stands for: the bridge is trusted to be worth nothing less.</summary>
    Underlying = 1,

    /// <summary>A feed of its own, or none.</summary>
    Own,
}

/// <summary>One asset that accounts may hold. Sound: whoever holds one has had every rule checked.</summary>
/// <param name="Asset">CAIP-19.</param>
/// <param name="Name">For people.</param>
/// <param name="Feed">Prices one whole unit; empty: it has no price.</param>
/// <param name="Decimals">A reading with others is refused.</param>
/// <param name="Of">What it wraps or what the bridge holds; empty for native coins and issuers' tokens.</param>
/// <param name="Bridge">Whose word is needed; empty unless bridged.</param>
/// <param name="PricedAs">Null unless bridged.</param>
/// <param name="Source">Where address and decimals come from.</param>
public sealed record AssetSettings(
    AssetId Asset, string Name, FeedId Feed, byte Decimals, AssetIdentity Identity, BalanceKind Balance, AssetId Of, string Bridge, BridgedPrice? PricedAs, string Source)
{
    public AssetRule ToRule() => new(Asset, Feed, Decimals);
}
