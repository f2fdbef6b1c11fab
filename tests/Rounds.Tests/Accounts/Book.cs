using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>Two accounts on two chains: alice with a proven link on one and a declared one on the other, bob on the first.</summary>
public static class Book
{
    public const long Start = 1_790_000_000_000;

    public static readonly ShardId Shard = ShardId.Parse("accounts");
    public static readonly ChainId One = ChainId.Parse("eip155:1");
    public static readonly ChainId Two = ChainId.Parse("eip155:8453");
    public static readonly AccountId Alice = AccountId.Parse("alice");
    public static readonly AccountId Bob = AccountId.Parse("bob");
    public static readonly AccountAddress AliceOne = AccountAddress.Parse("eip155:1:0x00000000000000000000000000000000000000a1");
    public static readonly AccountAddress AliceTwo = AccountAddress.Parse("eip155:8453:0x00000000000000000000000000000000000000a1");
    public static readonly AccountAddress BobOne = AccountAddress.Parse("eip155:1:0x00000000000000000000000000000000000000b0");
    public static readonly AccountAddress Stranger = AccountAddress.Parse("eip155:1:0x00000000000000000000000000000000000000ff");
    public static readonly AssetId Coin = AssetId.Native(One, 60);
    public static readonly AssetId Dollar = AssetId.Parse("eip155:1/erc20:0x00000000000000000000000000000000000000d0");
    public static readonly AssetId Far = AssetId.Native(Two, 60);
    public static readonly AssetId Unpriced = AssetId.Parse("eip155:1/erc20:0x0000000000000000000000000000000000000001");
    public static readonly FeedId EthUsd = FeedId.Parse("ETH/USD");
    public static readonly FeedId UsdUsd = FeedId.Parse("USDC/USD");

    public static CollateralPolicy Policy { get; } = new(
        Shard,
        default,
        [new(One, 2, 60_000, 3_600_000, 120_000), new(Two, 0, 30_000, 1_800_000, 60_000)],
        [new(Unpriced, default, 18), new(Dollar, UsdUsd, 6), new(Coin, EthUsd, 18), new(Far, EthUsd, 18)],
        [new(Alice, [new(AliceOne, true), new(AliceTwo, false)]), new(Bob, [new(BobOne, true)])],
        ["named"],
        15_000,
        20_000);

    /// <summary>A block of a chain on one of its forks; twelve seconds after the one before.</summary>
    public static Anchor Block(ulong height, ChainId? chain = null, int fork = 0) =>
        new(height, Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{chain ?? One} {height} {fork}")), Start - 1_200_000 + (12_000 * (long)height));

    public static ChainReading Chain(ChainId chain, ulong head, ulong finalized, ulong? safe = null, int fork = 0) => new()
    {
        Chain = chain, Flags = ChainFlags.None, Head = Block(head, chain, fork), Safe = Block(safe ?? finalized, chain), Finalized = Block(finalized, chain),
        ScannedTo = head, BaseFee = 7, ReorgDepth = 0, Lost = [], Note = string.Empty,
    };

    /// <summary>The same shares at the finalized block and at the newest.</summary>
    public static PositionReading Position(AccountAddress owner, AssetId asset, UInt128 shares, ulong height, PositionSide side = PositionSide.Collateral) => new()
    {
        Account = owner == BobOne ? Bob : Alice, Key = new("erc20", string.Empty, asset, side, owner), Decimals = (byte)(asset == Dollar ? 6 : 18), Rule = CreditRule.TransactionNet,
        Evidence = Authenticity.QuorumRead, Pin = PinKind.Hash, At = Block(height, owner.Chain), Finalized = shares, Seen = shares, Index = ShareIndex.One, Bound = ShareIndex.One,
        IsWindowUnknown = false, Changes = [],
    };

    /// <summary>Seen to change in one transaction.</summary>
    public static PositionReading Changed(this PositionReading reading, Int128 delta, ulong height, int fork = 0) => reading with
    {
        Seen = (UInt128)((Int128)reading.Finalized + delta), At = Block(height, reading.Key.Chain, fork),
        Changes = [new(height, Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"transaction {reading.Key} {height} {fork}")), delta)],
    };

    public static PriceReading PriceOf(FeedId feed, string value, string confidence, long validUntil = Start + 86_400_000) => new(
        new(feed, ShardId.Parse("majors"), 9, Keccak256.Hash(feed.Equals(EthUsd) ? "e"u8 : "u"u8)), Price.Parse(value), Price.Parse(confidence), Verdict.All, BreakerState.Closed, validUntil);

    public static UInt128 Ether(uint tenths) => (UInt128)tenths * 100_000_000_000_000_000;
}
