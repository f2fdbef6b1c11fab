using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.PerpProtocol;

/// <summary>An address's balances in the vault of Perpetual Protocol v2, and what its positions would settle to. See README.md beside this file.</summary>
public sealed class PerpProtocolReader : IEvmProtocol
{
    private const string UnsettledMarket = "unsettled";
    private const int CallsBeforeTokens = 5;
    private const int CallsPerToken = 3;

    private readonly PerpProtocolMarkets _markets;
    private readonly PerpProtocolToken _settlement;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public PerpProtocolReader(PerpProtocolMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _settlement = markets.Tokens.First(token => token.Token == markets.Settlement);
    }

    public string Source => PerpProtocolMarkets.Member;

    public ChainId Chain => _markets.Chain;

    public CreditRule Rule => CreditRule.BlockNet;

    /// <summary>Positions gain, lose and pay funding without an event.</summary>
    public IReadOnlyList<EvmWatch> Watches => [];

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return Ask(owner);
        var findings = new EvmFindings(Source, Chain, owner);
        var outcomes = answers[0];
        if (!EvmAnswer.TryExpect(outcomes[0], "getSettlementToken()", _markets.Settlement, out var failure))
        {
            findings.Problem(string.Empty, failure);
            return findings.ToDone();
        }

        ReadTokens(outcomes[1], findings);
        Int128? settled = null;
        for (var i = 0; i < _markets.Tokens.Count; i++)
        {
            var balance = ReadBalance(_markets.Tokens[i], [.. outcomes.Skip(CallsBeforeTokens + (CallsPerToken * i)).Take(CallsPerToken)], findings);
            if (_markets.Tokens[i] == _settlement) settled = balance;
        }

        ReadUnsettled(outcomes[2], settled, findings);
        ReadFigure(outcomes[3], "getAccountValue()", "accountValue", _settlement.Decimals, findings);
        ReadFigure(outcomes[4], "getMarginRequirementForLiquidation()", "liquidationMargin", PerpProtocolLayout.MarginDecimals, findings);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];

    private EvmStep.Ask Ask(EvmAddress owner)
    {
        var trader = new AbiWriter().Address(owner);
        var calls = new List<EvmCall>
        {
            new(_markets.Vault, new AbiWriter().ToCall(PerpProtocolLayout.GetSettlementToken)),
            new(_markets.Vault, trader.ToCall(PerpProtocolLayout.GetCollateralTokens)),
            new(_markets.Vault, trader.ToCall(PerpProtocolLayout.GetSettlementTokenValue)),
            new(_markets.Vault, trader.ToCall(PerpProtocolLayout.GetAccountValue)),
            new(_markets.AccountBalance, trader.ToCall(PerpProtocolLayout.GetMarginRequirementForLiquidation)),
        };
        foreach (var token in _markets.Tokens)
        {
            var both = new AbiWriter().Address(owner).Address(token.Token);
            calls.Add(Erc20Layout.ForDecimals(token.Token));
            calls.Add(new(_markets.Vault, both.ToCall(PerpProtocolLayout.GetBalanceByToken)));
            calls.Add(new(_markets.Vault, both.ToCall(PerpProtocolLayout.GetFreeCollateralByToken)));
        }

        return new(calls);
    }

    // A token that is not asked about may be all that covers a debt, or nothing; either way it is not known.
    private void ReadTokens(CallOutcome outcome, EvmFindings findings)
    {
        if (!ReturnData.TryRead<List<EvmAddress>>(outcome, "getCollateralTokens()", PerpProtocolParser.Tokens, out var tokens, out var failure))
        {
            findings.Problem(string.Empty, failure);
            return;
        }

        foreach (var unknown in tokens.Where(token => _markets.Tokens.All(known => known.Token != token)).Distinct())
        {
            findings.Problem(unknown.ToString(), new(RejectionCode.Absent, $"getCollateralTokens(): {unknown} is not configured"));
        }
    }

    private Int128? ReadBalance(PerpProtocolToken token, CallOutcome[] outcomes, EvmFindings findings)
    {
        var (market, asset) = (token.Token.ToString(), AssetId.Erc20(Chain, token.Token));
        if (!EvmAnswer.TryExpectDecimals(outcomes[0], token.Token, token.Decimals, out var failure)
            || !ReturnData.TryInt(outcomes[1], "getBalanceByToken()", out var balance, out failure))
        {
            findings.Problem(market, failure);
            return null;
        }

        if (balance < 0 && token != _settlement)
        {
            findings.Problem(market, new(RejectionCode.Malformed, $"getBalanceByToken(): {balance} of a token that nothing is settled in"));
            return null;
        }

        findings.Balance(market, asset, balance, ShareIndex.One, token.Decimals);
        if (!EvmAnswer.TryUInt(outcomes[2], "getFreeCollateralByToken()", 256, out var free, out failure))
        {
            findings.Problem(market, failure with { Detail = $"{failure.Detail}; all of the balance counts as encumbered" });
            free = 0;
        }

        findings.Line(market, asset, PositionSide.Encumbrance, BigInteger.Max(0, (BigInteger)balance - free), ShareIndex.One, token.Decimals);
        return balance;
    }

    // What the vault calls the settlement token's value has everything in it that would be settled: realised but owed, unrealised, funding, maker fees.
    private void ReadUnsettled(CallOutcome outcome, Int128? settled, EvmFindings findings)
    {
        if (!ReturnData.TryInt(outcome, "getSettlementTokenValue()", out var value, out var failure)) findings.Problem(UnsettledMarket, failure);
        else if (settled is not { } balance) findings.Problem(UnsettledMarket, new(RejectionCode.Absent, "getSettlementTokenValue(): not to be told apart from a balance that is not known"));
        else findings.Unsettled(UnsettledMarket, AssetId.Erc20(Chain, _markets.Settlement), [(BigInteger)value - balance], ShareIndex.One, _settlement.Decimals);
    }

    private static void ReadFigure(CallOutcome outcome, string function, string name, byte decimals, EvmFindings findings)
    {
        if (ReturnData.TryInt(outcome, function, out var value, out var failure)) findings.Figure(name, value, decimals);
        else findings.Problem(string.Empty, failure);
    }
}
