using System.Numerics;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds.Accounts;

/// <summary>An account's chains joined at the round's instant, priced by the round's price batches.</summary>
internal sealed class SnapshotMaking
{
    private readonly CollateralPolicy _policy;
    private readonly Dictionary<ChainId, JudgedChain> _chains;
    private readonly Dictionary<FeedId, PriceReading> _prices;
    private readonly long _observedAt;

    public SnapshotMaking(CollateralPolicy policy, Dictionary<ChainId, JudgedChain> chains, CollateralRound round)
    {
        (_policy, _chains) = (policy, chains);
        _observedAt = round.ObservedAt;
        _prices = round.Prices.Where(price => price.ValidUntil >= round.ObservedAt).ToDictionary(price => price.Reference.Feed);
    }

    /// <summary>Null for an account of which nothing could be stated.</summary>
    public Draft? Make(AccountView account, IReadOnlyList<CollateralStatement> statements)
    {
        if (statements.Count == 0) return null;
        var used = account.Readings.Select(reading => PriceOf(reading.Key.Asset)).OfType<PriceReading>().DistinctBy(price => price.Reference.Feed).OrderBy(price => price.Reference.Feed).ToList();
        var sums = new Sums();
        foreach (var (reading, statement) in account.Readings.Zip(statements)) Add(sums, reading, statement);
        var (credited, missing) = Credited(account);
        missing.AddRange(account.Missing().Select(part => $"{part.Chain}: {part.Reason}"));
        missing.AddRange(account.Readings.Where(reading => (reading.Seen | reading.Finalized) != 0 && PriceOf(reading.Key.Asset) is null && (IsToBePriced(reading.Key.Asset) || reading.Key.Side == PositionSide.Debt)).Select(reading => $"{reading.Key.Asset}: {RejectionCode.Absent}"));
        if (!sums.Fits(credited))
        {
            missing.Add("the value needs more than 128 bits");
            (sums, credited) = (new(), 0);
        }

        var (oldest, newest) = Times(account);
        var context = ContextCodec.Encode(new SnapshotContext(
            oldest,
            newest,
            [.. used.Select(price => price.Reference)],
            [.. account.Readings.Zip(statements, PartOf).OrderBy(part => part.Position)],
            [.. missing.Select(PrintableText.Clean).Distinct().Order(StringComparer.Ordinal)]));
        var atWorst = sums.Owned - sums.Owed;
        return new(
            new SnapshotStatement
            {
                Verdict = VerdictOf(used, missing.Count == 0 && newest - oldest <= _policy.MaximumSkewMs && account.Readings.All(IsHealthy)),
                Breaker = used.Select(price => price.Breaker).DefaultIfEmpty(BreakerState.Closed).Max(),
                Stage = statements.Min(statement => statement.Stage),
                Evidence = statements.Min(statement => statement.Evidence),
                Rule = statements.Max(statement => statement.Rule),
                IsIncomplete = missing.Count > 0,
                Positions = (ushort)statements.Count,
                Skew = (uint)Math.Min(newest - oldest, uint.MaxValue),
                ValidFor = (uint)Math.Min(used.Select(price => price.ValidUntil - _observedAt).DefaultIfEmpty(uint.MaxValue).Min(), Math.Min(_policy.SnapshotValidForMs, statements.Min(statement => statement.ValidFor))),
                Account = account.Account,
                Equity = (Int128)sums.Mid,
                Confidence = (Int128)sums.Width,
                Credited = (Int128)credited,
                AtRisk = (Int128)BigInteger.Max(0, atWorst - credited),
                Debt = (Int128)sums.Debt,
                Pending = (Int128)sums.Pending,
                Context = Keccak256.Hash(context),
            },
            context);
    }

    private void Add(Sums sums, PositionReading reading, CollateralStatement statement)
    {
        if (PriceOf(reading.Key.Asset) is not { } price) return;
        var unit = (BigInteger)FixedPoint.PowerOfTen(reading.Decimals);
        var owed = reading.Key.Side == PositionSide.Debt;
        var seen = (BigInteger)reading.Index.ToAmount(reading.Seen, owed ? Rounding.Up : Rounding.Down);
        var (mid, width) = ((BigInteger)price.Value.Scaled, (BigInteger)price.Confidence.Scaled);
        var low = BigInteger.Max(0, mid - width);
        switch (reading.Key.Side)
        {
            case PositionSide.Collateral:
                sums.Mid += Floor(seen * mid, unit);
                sums.Width += Ceiling(seen * width, unit);
                sums.Owned += Floor(seen * low, unit);
                break;
            case PositionSide.Debt:
                sums.Mid -= Ceiling(seen * mid, unit);
                sums.Width += Ceiling(seen * width, unit);
                sums.Owed += Ceiling(seen * (mid + width), unit);
                sums.Debt += Ceiling((BigInteger)statement.Amount * (mid + width), unit);
                break;
            case PositionSide.Pending:
                sums.Pending += Floor(seen * low, unit);
                break;
            default:
                // A part of a collateral position that is counted there; the credit rule takes it off.
                break;
        }
    }

    private static SnapshotPart PartOf(PositionReading reading, CollateralStatement statement) =>
        new(statement.Position, Subjects.Fact(StatementKind.Collateral, statement.Position, reading.Key.Chain, statement.At.Hash));

    /// <summary>Equity by the credit rule over all chains. Nothing where a debt has no bound, or where something was not read: what is owed there is not known.</summary>
    private (BigInteger Value, List<string> Missing) Credited(AccountView account)
    {
        var (value, missing, isBounded) = (BigInteger.Zero, new List<string>(), !account.Missing().Any());
        foreach (var (lines, changes) in account.Lines())
        {
            switch (Equity.Of(lines, changes, EdgesOf))
            {
                case EquityOutcome.Known known:
                    value += known.Value;
                    missing.AddRange(known.LeftOut.Where(problem => problem is not CreditProblem.NoPrice || IsToBePriced(problem.Asset)).Select(static problem => $"{problem.Asset}: {problem.Code}"));
                    break;
                case EquityOutcome.Unknown unknown:
                    missing.AddRange(unknown.Problems.Select(static problem => $"{problem.Asset}: {problem.Code}, not bounded"));
                    isBounded = false;
                    break;
            }
        }

        return (isBounded ? value : 0, missing);
    }

    /// <summary>Nothing is opened, borrowed, withdrawn or liquidated by half a picture or an old one. What is only passed on may be incomplete: it says so.</summary>
    private static Verdict VerdictOf(List<PriceReading> prices, bool isGood)
    {
        var verdict = prices.Aggregate(Verdict.All, static (all, price) => all & price.Verdict);
        return isGood ? verdict : verdict & Verdict.Relay;
    }

    /// <summary>A chain that stands still, or whose sequencer is down, can be of the same instant as the others and hours behind.</summary>
    private bool IsHealthy(PositionReading reading) => _chains[reading.Key.Chain].Reading!.Flags == ChainFlags.None;

    /// <summary>Of the heads that the account was seen at; where there is no block, of the answer.</summary>
    private (long Oldest, long Newest) Times(AccountView account)
    {
        var times = account.Readings.Select(reading => reading.Pin == PinKind.Answer ? reading.At.Time : _chains[reading.Key.Chain].Reading!.Head.Time).ToList();
        return (times.Min(), times.Max());
    }

    /// <summary>What the policy gives no feed is worth nothing here on purpose; only a debt of it leaves the picture incomplete.</summary>
    private bool IsToBePriced(AssetId asset) => !_policy.Find(asset)!.Feed.IsEmpty;

    private PriceReading? PriceOf(AssetId asset) => _prices.GetValueOrDefault(_policy.Find(asset)!.Feed);

    private EdgePrices? EdgesOf(AssetId asset) =>
        PriceOf(asset) is { } price ? new(Price.FromScaled(Int128.Max(0, price.Value.Scaled - price.Confidence.Scaled)), Price.FromScaled(price.Value.Scaled + price.Confidence.Scaled)) : null;

    private static BigInteger Floor(BigInteger value, BigInteger divisor) => BigInteger.Divide(value, divisor);

    private static BigInteger Ceiling(BigInteger value, BigInteger divisor) => BigInteger.Divide(value + divisor - 1, divisor);

    private sealed class Sums
    {
        public BigInteger Mid { get; set; }

        public BigInteger Width { get; set; }

        public BigInteger Owned { get; set; }

        public BigInteger Owed { get; set; }

        public BigInteger Debt { get; set; }

        public BigInteger Pending { get; set; }

        /// <summary>Whether every figure of the statement can be held.</summary>
        public bool Fits(BigInteger credited) =>
            new[] { Mid, Width, Owned - Owed, Debt, Pending, credited, Owned - Owed - credited }.All(static value => value >= Int128.MinValue && value <= Int128.MaxValue);
    }
}
