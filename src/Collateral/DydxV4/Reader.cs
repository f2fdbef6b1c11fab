using System.Numerics;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>Subaccounts by the indexer's API, which knows entry prices and so what is gained and not settled.</summary>
/// <remarks>One company's database: pinned by time and digest, never above <see cref="Stage.Seen"/>. Source and keys are those of <see cref="DydxStoreReader"/>, which proves them.</remarks>
public sealed class DydxReader : IApiProtocol
{
    // What positions are stated in: more places than USDC has, so that equity stands there as the indexer says it.
    private const byte Kept = DecimalText.Places;

    private readonly DydxMarkets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public DydxReader(DydxMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
    }

    public string Source => DydxLayout.Source;

    public ChainId Chain => _markets.Chain;

    public ApiStep Step(string owner, IReadOnlyList<IReadOnlyList<ApiAnswer>> answers)
    {
        if (!CosmosOwner.TryParse(Chain, _markets.Prefix, owner, out var parsed, out var failure)) return new ApiStep.Done(new([], [], [new(failure.Code, Source, string.Empty, failure.Detail)]));
        if (answers.Count == 0) return new ApiStep.Ask([.. _markets.Subaccounts.Select(number => new ApiRequest(DydxLayout.SubaccountPath(owner, number)))]);
        var builder = new AnswerBuilder(Source, parsed.Name);
        var found = _markets.Subaccounts.Select((number, i) => Read(owner, number, answers[0][i], builder)).OfType<DydxSubaccount>().ToList();
        if (answers.Count == 1 && found.Any(subaccount => subaccount.Positions.Count > 0)) return new ApiStep.Ask([new(DydxLayout.MarketsPath)]);
        foreach (var subaccount in found) State(subaccount, answers.Count > 1 ? answers[1][0] : null, builder);
        return new ApiStep.Done(builder.Build());
    }

    // Null where nothing more is to be said of it.
    private DydxSubaccount? Read(string owner, uint number, ApiAnswer answer, AnswerBuilder builder)
    {
        if (answer is ApiAnswer.NotFound)
        {
            State(number, 0, 0, 0, builder);
            return null;
        }

        var name = $"subaccount {number}";
        if (!JsonAnswer.TryRead(answer, name, DydxParser.Subaccount, out var subaccount, out var failure)) builder.Problem(DydxLayout.Market(number), failure);
        else if (Contradiction(subaccount, owner, number) is { } problem) builder.Problem(DydxLayout.Market(number), new(RejectionCode.Malformed, $"{name}: {problem}"));
        else return subaccount;
        return null;
    }

    // Equity is the settled USDC and every position at the price that its gain is told by; all of it stands in one answer.
    private static string? Contradiction(DydxSubaccount subaccount, string owner, uint number)
    {
        if (subaccount.Address != owner || subaccount.Number != number) return "an answer about another subaccount";
        if (subaccount.OtherAsset is { } other) return $"holds {other}, which is not read";
        var equity = (subaccount.Usdc * DydxParser.One) + subaccount.Positions.Aggregate(BigInteger.Zero, (sum, position) => sum + Value(position));
        return equity == subaccount.Equity * DydxParser.One ? null : "equity is not that of its USDC and positions";
    }

    private void State(DydxSubaccount subaccount, ApiAnswer? answer, AnswerBuilder builder)
    {
        var (market, initial, maintenance) = (DydxLayout.Market(subaccount.Number), BigInteger.Zero, BigInteger.Zero);
        if (subaccount.Positions.Count > 0)
        {
            if (!JsonAnswer.TryRead(answer!, "perpetualMarkets", DydxParser.Markets, out var markets, out var failure))
            {
                builder.Problem(market, failure);
                return;
            }

            foreach (var position in subaccount.Positions)
            {
                if (!markets.TryGetValue(position.Ticker, out var fractions))
                {
                    builder.Problem(market, new(RejectionCode.Absent, $"perpetualMarkets: no {position.Ticker}"));
                    return;
                }

                initial += BigInteger.Abs(Value(position)) * fractions.Initial;
                maintenance += BigInteger.Abs(Value(position)) * fractions.Maintenance;
            }
        }

        // The chain asks for more than the base fraction where open interest is high, and the indexer for no less; the larger of both is in use.
        var free = BigInteger.Min(Down(subaccount.FreeCollateral, 1), Down(subaccount.Equity * DydxParser.One * DydxParser.One - initial, 3));
        var gain = Down(subaccount.Positions.Aggregate(BigInteger.Zero, (sum, position) => sum + position.Gain), 1);
        State(subaccount.Number, Down(subaccount.Equity, 1), gain, free, builder);
        Figure(builder, "equity", subaccount.Number, Down(subaccount.Equity, 1));
        Figure(builder, "freeCollateral", subaccount.Number, Down(subaccount.FreeCollateral, 1));
        Figure(builder, "initialMargin", subaccount.Number, -Down(-initial, 3));
        Figure(builder, "maintenanceMargin", subaccount.Number, -Down(-maintenance, 3));
    }

    /// <summary>All amounts times 10^18.</summary>
    private void State(uint number, BigInteger equity, BigInteger gain, BigInteger free, AnswerBuilder builder)
    {
        var market = DydxLayout.Market(number);
        var settled = equity - gain;
        if (!Fits(settled) || !Fits(gain))
        {
            builder.Problem(market, new(RejectionCode.OutOfRange, $"equity of {equity} with gains of {gain} does not fit 128 bits"));
            return;
        }

        // A net loss is stated as debt already; it must not encumber the balance a second time.
        var owned = BigInteger.Min(settled, settled + BigInteger.Min(0, gain));
        var stuck = BigInteger.Max(0, owned - BigInteger.Max(0, BigInteger.Min(free, owned)));
        var index = DecimalIndex.Of(Kept, DydxLayout.QuoteDecimals);
        builder.Balance(market, _markets.Usdc, (Int128)settled, index, DydxLayout.QuoteDecimals);
        builder.Hold(market, _markets.Usdc, PositionSide.Encumbrance, (UInt128)stuck, index, DydxLayout.QuoteDecimals);
        builder.Unsettled(DydxLayout.Unsettled(number), _markets.Usdc, [(Int128)gain], index, DydxLayout.QuoteDecimals);
    }

    private static void Figure(AnswerBuilder builder, string name, uint number, BigInteger value)
    {
        if (Fits(value)) builder.Figure($"{name}/{DydxLayout.Market(number)}", (Int128)value, Kept);
    }

    // At the price that the gain was told by, with twice the places.
    private static BigInteger Value(DydxPosition position) => position.Cost + (position.Gain * DydxParser.One);

    // From a product of so many figures to 10^18, downwards.
    private static BigInteger Down(BigInteger value, int figures) => FloorDivide(value, BigInteger.Pow(10, (DydxParser.Places * figures) - Kept));

    private static BigInteger FloorDivide(BigInteger value, BigInteger by) => BigInteger.DivRem(value, by, out var rest) - (rest.Sign < 0 ? 1 : 0);

    private static bool Fits(BigInteger value) => value >= Int128.MinValue && value <= Int128.MaxValue;
}
