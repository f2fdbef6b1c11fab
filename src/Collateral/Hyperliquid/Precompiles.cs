using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>An account of Hyperliquid's main perpetuals exchange, its spot balances and vault equity, by the read precompiles of HyperEVM.</summary>
/// <remarks>
/// <para>The precompiles show HyperCore as it stood when the node built its newest block, whatever block the call names; the public nodes keep no other state. So such a read
/// is pinned by time and digest like an API's, and never rises above <see cref="Stage.Seen"/>.</para>
/// <para>They cannot list positions. The configured perpetuals are asked one by one, and when their notional is not the account's, the account has positions elsewhere and
/// its margin account is told as a problem. HyperCore emits no events.</para>
/// </remarks>
public sealed class HyperliquidPrecompiles : IEvmProtocol
{
    private const int CallsBeforePerps = 2;
    private const int CallsPerPerp = 2;

    private readonly HyperliquidMarkets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public HyperliquidPrecompiles(HyperliquidMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
    }

    public string Source => HyperliquidMarkets.Member;

    public ChainId Chain => _markets.Chain;

    public CreditRule Rule => CreditRule.BlockNet;

    public IReadOnlyList<EvmWatch> Watches => [];

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return Ask(owner);
        var findings = new EvmFindings(Source, Chain, owner);
        var outcomes = answers[0];
        ReadMargin(outcomes, findings);
        var at = CallsBeforePerps + (CallsPerPerp * _markets.Perps.Count);
        foreach (var token in _markets.Tokens)
        {
            if (ReturnData.TryRead<CoreBalance>(outcomes[at++], $"spotBalance of {token.Index}", PrecompileParser.Balance, out var balance, out var failure)) HyperliquidAccount.Spot(findings, token, token.WeiDecimals, balance.Total, balance.Hold);
            else findings.Problem(HyperliquidLayout.SpotMarket, failure);
        }

        foreach (var vault in _markets.Vaults)
        {
            if (ReturnData.TryRead<UInt128>(outcomes[at++], "userVaultEquity", PrecompileParser.Equity, out var equity, out var failure)) HyperliquidAccount.Vault(findings, _markets, vault, HyperliquidLayout.DollarDecimals, equity);
            else findings.Problem(HyperliquidLayout.VaultMarket(vault), failure);
        }

        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];

    private EvmStep.Ask Ask(EvmAddress owner)
    {
        var calls = new List<EvmCall>
        {
            new(HyperliquidLayout.AccountMarginSummary, new AbiWriter().UInt(HyperliquidLayout.MainDex).Address(owner).ToArray()),
            new(HyperliquidLayout.Withdrawable, new AbiWriter().Address(owner).ToArray()),
        };
        foreach (var perp in _markets.Perps)
        {
            calls.Add(new(HyperliquidLayout.Position, new AbiWriter().Address(owner).UInt(perp.Index).ToArray()));
            calls.Add(new(HyperliquidLayout.MarkPrice, new AbiWriter().UInt(perp.Index).ToArray()));
        }

        calls.AddRange(_markets.Tokens.Select(token => new EvmCall(HyperliquidLayout.SpotBalance, new AbiWriter().Address(owner).UInt(token.Index).ToArray())));
        calls.AddRange(_markets.Vaults.Select(vault => new EvmCall(HyperliquidLayout.VaultEquity, new AbiWriter().Address(owner).Address(vault).ToArray())));
        return new(calls);
    }

    private void ReadMargin(IReadOnlyList<CallOutcome> outcomes, EvmFindings findings)
    {
        if (!ReturnData.TryRead<CoreSummary>(outcomes[0], "accountMarginSummary", PrecompileParser.Summary, out var summary, out var failure)
            || !EvmAnswer.TryUInt(outcomes[1], "withdrawable", 64, out var withdrawable, out failure)
            || !TryReadPositions(outcomes, out var gains, out var notional, out failure))
        {
            findings.Problem(HyperliquidLayout.PerpMarket, failure);
        }
        else if (BigInteger.Abs(notional - summary.Notional) > _markets.Perps.Count)
        {
            findings.Problem(HyperliquidLayout.PerpMarket, new(RejectionCode.Absent, $"positions of {notional} in the perpetuals that are read, of {summary.Notional} in all (millionths of a dollar)"));
        }
        else
        {
            HyperliquidAccount.Perps(findings, _markets, HyperliquidLayout.DollarDecimals, summary.AccountValue, withdrawable, gains);
            findings.Figure("accountValue", summary.AccountValue, HyperliquidLayout.DollarDecimals);
            findings.Figure("marginUsed", (Int128)summary.MarginUsed, HyperliquidLayout.DollarDecimals);
        }
    }

    // The first gain is that of all cross positions together.
    private bool TryReadPositions(IReadOnlyList<CallOutcome> outcomes, out List<BigInteger> gains, out BigInteger notional, [NotNullWhen(false)] out ReadFailure? failure)
    {
        (gains, notional, failure) = ([BigInteger.Zero], BigInteger.Zero, null);
        for (var i = 0; i < _markets.Perps.Count; i++)
        {
            var (name, at) = (_markets.Perps[i].Index, CallsBeforePerps + (CallsPerPerp * i));
            if (!ReturnData.TryRead<CorePosition>(outcomes[at], $"position of {name}", PrecompileParser.Position, out var position, out failure)) return false;
            if (position.Size == 0) continue;
            if (!EvmAnswer.TryUInt(outcomes[at + 1], $"markPx of {name}", 64, out var price, out failure)) return false;

            // The decimals of size and price add up to six, so that this is millionths of a dollar.
            var value = (BigInteger)position.Size * price;
            var gain = value - (Int128.Sign(position.Size) * (BigInteger)position.EntryNotional);
            notional += BigInteger.Abs(value);
            if (position.IsIsolated) gains.Add(gain);
            else gains[0] += gain;
        }

        return true;
    }
}
