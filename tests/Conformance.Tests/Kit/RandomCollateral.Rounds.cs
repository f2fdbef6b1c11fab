using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Rounds, states and policies.</summary>
public sealed partial class RandomCollateral
{
    public CollateralRound Round()
    {
        var header = random.Round();
        return new()
        {
            Shard = header.Shard, Sequence = header.Sequence, PreviousDigest = header.PreviousDigest, Epoch = header.Epoch, ValidAfter = header.ValidAfter, ObservedAt = header.ObservedAt,
            PolicyDigest = header.PolicyDigest, Chains = random.Several(2, ChainReading), Markets = random.Several(2, MarketReading), Positions = random.Several(3, PositionReading),
            Problems = random.Several(2, () => new AccountProblem(Account(), Chain(), Problem())), Prices = random.Several(2, PriceReading), Evidence = header.Evidence,
        };
    }

    public CollateralState State()
    {
        var next = (ulong)random.Number(ulong.MaxValue - 1);
        var observedAt = random.Time();
        return new(
            ShardId.Parse(random.Name()),
            next,
            observedAt,
            [.. random.Several(3, Chain).Distinct().Order().Select(chain => new ChainState(chain, random.Coin(), (ulong)random.Number(ulong.MaxValue), random.Hash()))],
            [.. (next == 0 ? [] : random.Several(4, random.Hash)).Order().Select(subject =>
                new LiveFact(subject, random.Coin() ? StatementKind.Collateral : StatementKind.MarketIndex, Chain(), (ulong)random.Number(ulong.MaxValue), random.Hash(), (ulong)random.Number(next - 1)))],
            [.. random.Several(3, () => (Account: Account(), Chain: Chain())).Distinct().Order().Select(gap => new GapState(gap.Account, gap.Chain, (long)random.Number((UInt128)observedAt)))]);
    }

    public CollateralPolicy Policy()
    {
        var addresses = new HashSet<AccountAddress>();
        List<AccountRule> accounts = [.. random.Several(4, Account).Append(Account()).Distinct().Order().Select(account => new AccountRule(account, Links(addresses)))];
        return new(
            ShardId.Parse(random.Name()),
            random.Coin() ? default : random.Hash(),
            [.. Chains.Order().Select(chain => Rule(chain))],
            [.. random.Several(4, () => Asset(Chain())).Distinct().Order().Select(asset => new AssetRule(asset, random.Coin() ? random.Feed() : default, (byte)random.Below(39)))],
            accounts,
            [.. random.Several(3, Source).Distinct().Order(StringComparer.Ordinal)],
            (uint)random.Number(uint.MaxValue),
            1 + (uint)random.Number(uint.MaxValue - 1));
    }

    private List<AccountLink> Links(HashSet<AccountAddress> taken) =>
        [.. random.Several(3, () => Owner(Chain())).Append(Owner(Chain())).Where(taken.Add).DefaultIfEmpty(Fresh(taken)).Order().Select(address => new AccountLink(address, random.Coin()))];

    private AccountAddress Fresh(HashSet<AccountAddress> taken)
    {
        var address = AccountAddress.Parse($"cosmos:cosmoshub-4:fresh{taken.Count}-{random.Below(int.MaxValue)}");
        taken.Add(address);
        return address;
    }

    private ChainRule Rule(ChainId chain)
    {
        var ttl = 1 + (uint)random.Number(uint.MaxValue - 1);
        return new(chain, (uint)random.Number(uint.MaxValue), ttl, ttl + (uint)random.Number(uint.MaxValue - ttl), 1 + (uint)random.Number(uint.MaxValue - 1));
    }

    private ChainReading ChainReading()
    {
        var status = ChainStatus();
        return new()
        {
            Chain = Chain(), Flags = status.Flags, Head = status.Head, Safe = status.Safe, Finalized = status.Finalized, ScannedTo = status.ScannedTo, BaseFee = status.BaseFee,
            ReorgDepth = status.ReorgDepth, Note = Text(), Lost = [.. random.Several(3, () => new LostBlock((ulong)random.Below(3), random.Hash(), random.Coin() ? random.Hash() : default)).OrderBy(lost => (lost.Height, lost.Lost))],
        };
    }

    private MarketReading MarketReading()
    {
        var market = MarketKey();
        var (index, bound) = Indices(market.Side);
        return new(market, (byte)random.Below(39), index, bound, Anchor(), random.Pick<Authenticity>(), random.Pick<PinKind>());
    }

    private PositionReading PositionReading() => new()
    {
        Account = Account(), Key = Key(), Decimals = (byte)random.Below(39), Rule = random.Pick<CreditRule>(), Evidence = random.Pick<Authenticity>(), Pin = random.Pick<PinKind>(), At = Anchor(),
        Finalized = Wide(), Seen = Wide(), Index = Index(), Bound = Index(), IsWindowUnknown = random.Coin(), Changes = [.. random.Several(4, Delta).OrderBy(change => (change.Height, change.Unit, change.Delta))],
    };

    private PriceReading PriceReading() =>
        new(Reference(), random.Positive(), Price.FromScaled((Int128)random.Number((UInt128)Price.Maximum.Scaled)), (Verdict)random.Below(32), random.Pick<BreakerState>(), random.Time());
}
