using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Random values of everything about accounts that has a canonical form, within its rules.</summary>
public sealed partial class RandomCollateral(RandomForms random)
{
    private static readonly ChainId[] Chains = [.. new[] { "cosmos:cosmoshub-4", "eip155:1", "eip155:8453", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp" }.Select(ChainId.Parse)];

    public ChainId Chain() => Chains[random.Below(Chains.Length)];

    public AccountId Account() => AccountId.Parse(random.Name());

    public AccountAddress Owner(ChainId chain) => AccountAddress.Parse($"{chain}:{Hex20(chain)}");

    public AssetId Asset(ChainId chain) => random.Below(3) switch
    {
        0 => AssetId.Native(chain, (uint)random.Number(uint.MaxValue)),
        1 => AssetId.Parse($"{chain}/token:{new string('a', 1 + random.Below(128))}/{new string('9', 1 + random.Below(78))}"),
        _ => AssetId.Parse($"{chain}/erc20:{Hex20(chain)}"),
    };

    public string Source() => "abcdefghij-klmn9"[..(1 + random.Below(16))];

    public string Market() => string.Concat(random.Several(8, random.Name));

    public string Text() => string.Join(' ', random.Several(11, random.Name));

    public PositionKey Key()
    {
        var chain = Chain();
        return new(Source(), Market(), Asset(chain), random.Pick<PositionSide>(), Owner(chain));
    }

    public MarketKey MarketKey() => Domain.Collateral.MarketKey.Of(Key());

    public Anchor Anchor() => new((ulong)random.Number(ulong.MaxValue), random.Hash(), random.Time());

    public ShareIndex Index() => new(random.Number(UInt128.MaxValue), UInt128.Max(1, random.Number(UInt128.MaxValue)));

    public ShareDelta Delta() => new((ulong)random.Number(ulong.MaxValue), random.Hash(), random.AnyPrice().Scaled);

    public ReadingProblem Problem() => new(random.Pick<RejectionCode>(), random.Coin() ? Source() : string.Empty, Market(), Text());

    public PriceReference Reference() => new(random.Feed(), ShardId.Parse(random.Name()), (ulong)random.Number(ulong.MaxValue), random.Hash());

    public Statement Statement() => random.Below(6) switch
    {
        0 => Collateral(),
        1 => MarketIndex(),
        2 => Snapshot(),
        3 => ChainStatus(),
        4 => Retraction(),
        _ => Gap(),
    };

    public CollateralStatement Collateral()
    {
        var pin = random.Pick<PinKind>();
        return new()
        {
            IsLinkProven = random.Coin(), IsWindowUnknown = random.Coin(), Side = random.Pick<PositionSide>(),
            Stage = pin == PinKind.Answer ? Stage.Seen : random.Pick<Stage>(), Evidence = random.Pick<Authenticity>(), Pin = pin, Rule = random.Pick<CreditRule>(),
            Decimals = (byte)random.Below(39), Account = Account(), Position = random.Hash(), At = Anchor(), ValidFor = (uint)random.Number(uint.MaxValue),
            Finalized = Wide(), Seen = Wide(), Credited = Wide(), Amount = Wide(), Context = random.Hash(),
        };
    }

    public MarketIndexStatement MarketIndex()
    {
        var pin = random.Pick<PinKind>();
        var side = random.Pick<PositionSide>();
        var (index, bound) = Indices(side);
        return new()
        {
            Side = side, Stage = pin == PinKind.Answer ? Stage.Seen : random.Pick<Stage>(), Evidence = random.Pick<Authenticity>(), Pin = pin, Decimals = (byte)random.Below(39),
            Market = random.Hash(), At = Anchor(), ValidFor = (uint)random.Number(uint.MaxValue), Index = index, Bound = bound, Context = random.Hash(),
        };
    }

    public SnapshotStatement Snapshot() => new()
    {
        Verdict = (Verdict)random.Below(32), Breaker = random.Pick<BreakerState>(), Stage = random.Pick<Stage>(), Evidence = random.Pick<Authenticity>(), Rule = random.Pick<CreditRule>(),
        IsIncomplete = random.Coin(), Positions = (ushort)random.Below(65_536), Skew = (uint)random.Number(uint.MaxValue), ValidFor = (uint)random.Number(uint.MaxValue), Account = Account(),
        Equity = random.AnyPrice().Scaled, Confidence = random.NotNegative().Scaled, Credited = random.AnyPrice().Scaled, AtRisk = random.NotNegative().Scaled,
        Debt = random.NotNegative().Scaled, Pending = random.NotNegative().Scaled, Context = random.Hash(),
    };

    public ChainStatusStatement ChainStatus()
    {
        var heights = Heights();
        return new()
        {
            Flags = (ChainFlags)random.Below(16), ValidFor = (uint)random.Number(uint.MaxValue), Chain = random.Hash(), Head = Anchor() with { Height = heights[3] }, Safe = Anchor() with { Height = heights[1] },
            Finalized = Anchor() with { Height = heights[0] }, ScannedTo = heights[2], BaseFee = Wide(), ReorgDepth = (uint)random.Number(uint.MaxValue), Context = random.Hash(),
        };
    }

    public RetractionStatement Retraction() => new()
    {
        FactKind = random.Coin() ? StatementKind.Collateral : StatementKind.MarketIndex, Sequence = (ulong)random.Number(ulong.MaxValue), Shard = ShardId.Parse(random.Name()), Subject = random.Hash(),
        Fact = random.Hash(), Lost = random.Hash(), Won = random.Coin() ? random.Hash() : default, Chain = random.Hash(), Height = (ulong)random.Number(ulong.MaxValue),
    };

    public CollateralGapStatement Gap()
    {
        var gap = random.GapOf(random.Feed());
        return new() { Reason = random.Pick<CollateralGapReason>(), Account = Account(), Chain = random.Hash(), From = gap.From, To = gap.To, Context = random.Hash() };
    }

    public CollateralContext CollateralContext() => new(Key(), Index(), random.Several(4, Delta));

    public ChainContext ChainContext() => new(Chain(), PrintableText.Clean(Text()));

    public SnapshotContext SnapshotContext() =>
        new(random.Time(), random.Time(), random.Several(3, Reference), random.Several(4, () => new SnapshotPart(random.Hash(), random.Hash())), random.Several(3, () => PrintableText.Clean(Text())));

    public CollateralGapContext GapContext() => new(Chain(), random.Several(4, Problem));

    private UInt128 Wide() => random.Number(UInt128.MaxValue);

    /// <summary>An index and a bound that is no better for the owner.</summary>
    private (ShareIndex Index, ShareIndex Bound) Indices(PositionSide side)
    {
        var (one, other) = (Index(), Index());
        return side.Bounds(other, one) ? (one, other) : (other, one);
    }

    private ulong[] Heights() => [.. Enumerable.Range(0, 4).Select(_ => (ulong)random.Number(ulong.MaxValue)).Order()];

    private string Hex20(ChainId chain) => chain.TryGetEip155(out _) ? Hex.Encode(random.Hash().ToArray().AsSpan(0, 20)) : $"addr{random.Below(1_000_000)}";
}
