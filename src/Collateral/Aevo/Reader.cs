using System.Numerics;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Aevo;

/// <summary>Balances, unsettled gains and losses and trading credit of an Aevo account. See README.md beside this file.</summary>
/// <remarks>The API answers only for the account whose key is presented, so that whoever asks has that account's read-only key; an answer about another account is refused.
/// Nothing in it can be proven: the order book is one company's.</remarks>
public sealed class AevoReader : IApiProtocol
{
    private readonly AevoMarkets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public AevoReader(AevoMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
    }

    public string Source => AevoMarkets.Member;

    public ChainId Chain => _markets.Chain;

    public ApiStep Step(string owner, IReadOnlyList<IReadOnlyList<ApiAnswer>> answers)
    {
        if (!EvmAddress.TryParse(owner, out var address))
        {
            return new ApiStep.Done(new([], [], [new(RejectionCode.Malformed, Source, string.Empty, $"{PlainText.Clean(owner, 64)} is no address")]));
        }

        if (answers.Count == 0) return new ApiStep.Ask([new(AevoLayout.AccountPath)]);
        var findings = new EvmFindings(Source, Chain, address);
        if (!JsonAnswer.TryRead(answers[0][0], "account", AevoParser.Account, out var account, out var failure)) findings.Problem(string.Empty, failure);
        else if (account.Account != address) findings.Problem(string.Empty, new(RejectionCode.WrongFeed, $"account: an answer about {account.Account}, not {address}"));
        else Read(account, findings);
        return new ApiStep.Done(findings.ToDone().Answer);
    }

    private void Read(AevoAccount account, EvmFindings findings)
    {
        foreach (var debt in account.Balances.Where(balance => balance.Balance < 0 && _markets.Collaterals.All(known => known.Name != balance.Name)))
        {
            findings.Problem(AevoLayout.BalanceMarket, new(RejectionCode.Absent, $"account: a balance below zero of {debt.Name}, which is not configured"));
        }

        foreach (var collateral in _markets.Collaterals)
        {
            var lines = account.Balances.Where(balance => balance.Name == collateral.Name).ToList();
            if (lines.Count > 1) findings.Problem(AevoLayout.BalanceMarket, new(RejectionCode.Malformed, $"account: {collateral.Name} is there {lines.Count} times"));
            else State(collateral, lines.FirstOrDefault(), findings);
        }

        var index = DecimalIndex.Of(DecimalText.Places, _markets.DollarDecimals);
        findings.Unsettled(AevoLayout.UnsettledMarket, _markets.Dollar, account.Gains, index, _markets.DollarDecimals);

        // Lent by the exchange to trade with, and part of the equity that it shows.
        findings.Line(AevoLayout.CreditMarket, _markets.Dollar, PositionSide.Debt, BigInteger.Max(0, account.Credit), index, _markets.DollarDecimals);
        findings.Figure("equity", account.Equity, DecimalText.Places);
        findings.Figure("initialMargin", account.InitialMargin, DecimalText.Places);
        findings.Figure("maintenanceMargin", account.MaintenanceMargin, DecimalText.Places);
    }

    private static void State(AevoCollateral collateral, AevoBalance line, EvmFindings findings)
    {
        var index = DecimalIndex.Of(DecimalText.Places, collateral.Decimals);
        var stuck = BigInteger.Max(0, line.Balance) - BigInteger.Max(0, line.Withdrawable);
        findings.Balance(AevoLayout.BalanceMarket, collateral.Asset, line.Balance, index, collateral.Decimals);
        findings.Line(AevoLayout.BalanceMarket, collateral.Asset, PositionSide.Encumbrance, BigInteger.Max(0, stuck), index, collateral.Decimals);
    }
}
