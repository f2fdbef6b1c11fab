using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>Subaccounts by the chain's own stores, so that every number of them can be proven: positions, then their perpetuals, then prices and margin tiers, all at one height.</summary>
/// <remarks>
/// The chain keeps no entry prices: what a long paid has left its USDC, what a short got is in it. So equity at the chain's price is stated as one balance, gains and losses
/// inside it, the margin in use as encumbrance.
/// </remarks>
public sealed class DydxStoreReader : ICosmosProtocol
{
    private const int KeysOfSubaccount = 2;

    private readonly DydxMarkets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public DydxStoreReader(DydxMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
    }

    public string Source => DydxLayout.Source;

    public ChainId Chain => _markets.Chain;

    public CosmosStep Step(string owner, IReadOnlyList<IReadOnlyList<CosmosValue>> answers)
    {
        if (!CosmosOwner.TryParse(Chain, _markets.Prefix, owner, out var parsed, out var failure)) return new CosmosStep.Done(new([], [], [new(failure.Code, Source, string.Empty, failure.Detail)]));
        if (answers.Count == 0) return new CosmosStep.Ask([.. _markets.Subaccounts.SelectMany(number => Keys(owner, number))]);
        var builder = new AnswerBuilder(Source, parsed.Name);
        var accounts = _markets.Subaccounts.Select((number, i) => Account(owner, number, answers[0], KeysOfSubaccount * i, builder)).OfType<DydxAccount>().ToList();
        uint[] ids = [.. accounts.SelectMany(account => account.State.Holdings).Select(holding => holding.Perpetual).Distinct().Order()];
        if (answers.Count == 1 && ids.Length > 0) return new CosmosStep.Ask([.. ids.Select(id => new CosmosQuery(DydxLayout.PerpetualStore, DydxLayout.PerpetualKey(id)))]);

        var book = new DydxBook();
        if (ids.Length > 0) book.ReadPerpetuals(ids, answers[1]);
        if (answers.Count == 2 && book.Perpetuals.Count > 0) return new CosmosStep.Ask(book.Keys());
        if (book.Perpetuals.Count > 0) book.ReadPrices(answers[2]);
        foreach (var account in accounts) State(account, book, builder);
        return new CosmosStep.Done(builder.Build());
    }

    private static CosmosQuery[] Keys(string owner, uint number) =>
    [
        new(DydxLayout.SubaccountStore, DydxLayout.SubaccountKey(owner, number)),
        new(DydxLayout.SubaccountStore, DydxLayout.LeverageKey(owner, number)),
    ];

    // The chain deletes a subaccount that holds nothing.
    private static DydxAccount? Account(string owner, uint number, IReadOnlyList<CosmosValue> values, int at, AnswerBuilder builder)
    {
        var (state, fractions, problem) = (new DydxState(owner, number, 0, []), (IReadOnlyDictionary<uint, uint>)new Dictionary<uint, uint>(), string.Empty);
        for (var i = at; i < at + KeysOfSubaccount; i++)
        {
            if (values[i] is not CosmosValue.Failed failed) continue;
            builder.Problem(DydxLayout.Market(number), new(failed.Code, failed.Detail));
            return null;
        }

        if (values[at] is CosmosValue.Found found && DydxStoreParser.TrySubaccount(found.Value, out var read, out problem)) state = read!;
        if (problem.Length == 0 && values[at + 1] is CosmosValue.Found leverage) DydxStoreParser.TryLeverage(leverage.Value, out fractions, out problem);
        if (problem.Length == 0 && (state.Owner != owner || state.Number != number)) problem = "a subaccount of somebody else";
        if (problem.Length == 0) return new(state, fractions);
        builder.Problem(DydxLayout.Market(number), new(RejectionCode.Malformed, problem));
        return null;
    }

    private void State(DydxAccount account, DydxBook book, AnswerBuilder builder)
    {
        var market = DydxLayout.Market(account.State.Number);
        var risk = new DydxRisk(account.State.Usdc, 0, 0);
        foreach (var holding in account.State.Holdings)
        {
            if (!book.TryRisk(holding, account.Fractions.GetValueOrDefault(holding.Perpetual), out var part, out var failure))
            {
                builder.Problem(market, failure);
                return;
            }

            risk += part.Value;
        }

        if (risk.Value > Int128.MaxValue || risk.Value < Int128.MinValue || risk.Initial > Int128.MaxValue || risk.Maintenance > Int128.MaxValue)
        {
            builder.Problem(market, new(RejectionCode.OutOfRange, "equity or margin does not fit 128 bits"));
            return;
        }

        builder.Balance(market, _markets.Usdc, (Int128)risk.Value, ShareIndex.One, DydxLayout.QuoteDecimals);
        builder.Hold(market, _markets.Usdc, PositionSide.Encumbrance, (UInt128)BigInteger.Min(BigInteger.Max(0, risk.Value), risk.Initial), ShareIndex.One, DydxLayout.QuoteDecimals);
        builder.Figure($"equity/{market}", (Int128)risk.Value, DydxLayout.QuoteDecimals);
        builder.Figure($"initialMargin/{market}", (Int128)risk.Initial, DydxLayout.QuoteDecimals);
        builder.Figure($"maintenanceMargin/{market}", (Int128)risk.Maintenance, DydxLayout.QuoteDecimals);
    }

    private sealed record DydxAccount(DydxState State, IReadOnlyDictionary<uint, uint> Fractions);
}
