using System.Numerics;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>An account of Hyperliquid's main perpetuals exchange, its spot balances and vault equity, by the public info API. See README.md beside this file.</summary>
/// <remarks>The API repeats neither the address nor a block: an answer is pinned by its time and digest and is one machine's word. Source and keys are those of
/// <see cref="HyperliquidPrecompiles"/>.</remarks>
public sealed class HyperliquidReader : IApiProtocol
{
    private const int MaximumFigureName = 32;

    private readonly HyperliquidMarkets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public HyperliquidReader(HyperliquidMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
    }

    public string Source => HyperliquidMarkets.Member;

    public ChainId Chain => _markets.Chain;

    public ApiStep Step(string owner, IReadOnlyList<IReadOnlyList<ApiAnswer>> answers)
    {
        if (!EvmAddress.TryParse(owner, out var user))
        {
            return new ApiStep.Done(new([], [], [new(RejectionCode.Malformed, Source, string.Empty, $"{PlainText.Clean(owner, 64)} is no address")]));
        }

        if (answers.Count == 0) return new ApiStep.Ask([Request("clearinghouseState"), Request("spotClearinghouseState"), Request("userVaultEquities")]);
        var findings = new EvmFindings(Source, Chain, user);
        ReadPerps(answers[0][0], findings);
        ReadSpot(answers[0][1], findings);
        ReadVaults(answers[0][2], findings);
        return new ApiStep.Done(findings.ToDone().Answer);

        ApiRequest Request(string type) => new(HyperliquidLayout.InfoPath, $$"""{"type":"{{type}}","user":"{{user}}"}""");
    }

    private void ReadPerps(ApiAnswer answer, EvmFindings findings)
    {
        if (!JsonAnswer.TryRead(answer, "clearinghouseState", HyperliquidParser.State, out var state, out var failure))
        {
            findings.Problem(HyperliquidLayout.PerpMarket, failure);
            return;
        }

        if (HyperliquidIdentities.Fault(state) is { } fault)
        {
            findings.Problem(HyperliquidLayout.PerpMarket, new(RejectionCode.Malformed, $"clearinghouseState contradicts itself: {fault}"));
            return;
        }

        var cross = state.Positions.Where(position => !position.IsIsolated).Aggregate(BigInteger.Zero, (sum, position) => sum + position.Gain);
        BigInteger[] gains = [cross, .. state.Positions.Where(position => position.IsIsolated).Select(position => (BigInteger)position.Gain)];
        HyperliquidAccount.Perps(findings, _markets, DecimalText.Places, state.AccountValue, state.Withdrawable, gains);
        Figure("accountValue", state.AccountValue);
        Figure("marginUsed", (Int128)state.MarginUsed);
        Figure("crossMaintenanceMarginUsed", (Int128)state.CrossMaintenance);
        foreach (var position in state.Positions) Figure($"liquidationPx/{position.Coin}", position.LiquidationPrice);

        void Figure(string name, Int128? value)
        {
            if (name.Length <= MaximumFigureName) findings.Figure(name, value, DecimalText.Places);
        }
    }

    private void ReadSpot(ApiAnswer answer, EvmFindings findings)
    {
        if (!JsonAnswer.TryRead(answer, "spotClearinghouseState", HyperliquidParser.Balances, out var balances, out var failure))
        {
            findings.Problem(HyperliquidLayout.SpotMarket, failure);
            return;
        }

        // What is lent against spot balances is not read, for whatever token it is.
        foreach (var borrowed in balances.Where(balance => balance.Borrowed > 0))
        {
            findings.Problem(HyperliquidLayout.SpotMarket, new(RejectionCode.Absent, $"spotClearinghouseState: token {borrowed.Token} is borrowed, which is not read"));
        }

        foreach (var token in _markets.Tokens)
        {
            var lines = balances.Where(balance => balance.Token == token.Index).ToList();
            if (lines.Count > 1) findings.Problem(HyperliquidLayout.SpotMarket, new(RejectionCode.Malformed, $"spotClearinghouseState: token {token.Index} is there {lines.Count} times"));
            else if (lines.Count == 0) HyperliquidAccount.Spot(findings, token, DecimalText.Places, 0, 0);
            else if (lines[0].Borrowed == 0) HyperliquidAccount.Spot(findings, token, DecimalText.Places, lines[0].Total, lines[0].Hold);
        }
    }

    private void ReadVaults(ApiAnswer answer, EvmFindings findings)
    {
        if (_markets.Vaults.Count == 0) return;
        if (!JsonAnswer.TryRead(answer, "userVaultEquities", HyperliquidParser.Vaults, out var equities, out var failure))
        {
            foreach (var vault in _markets.Vaults) findings.Problem(HyperliquidLayout.VaultMarket(vault), failure);
            return;
        }

        foreach (var vault in _markets.Vaults)
        {
            var lines = equities.Where(line => line.Vault == vault).ToList();
            if (lines.Count > 1) findings.Problem(HyperliquidLayout.VaultMarket(vault), new(RejectionCode.Malformed, $"userVaultEquities: {vault} is there {lines.Count} times"));
            else HyperliquidAccount.Vault(findings, _markets, vault, DecimalText.Places, lines.Count == 0 ? 0 : lines[0].Equity);
        }
    }
}
