using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.EvmNative;

/// <summary>What an address holds of an EVM chain's own coin. See README.md beside this file.</summary>
public sealed class EvmNativeReader : IEvmProtocol
{
    private readonly EvmNativeMarkets _markets;
    private readonly AssetId _asset;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public EvmNativeReader(EvmNativeMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _asset = AssetId.Native(markets.Chain, markets.CoinType);
    }

    public string Source => EvmNativeMarkets.Source;

    public ChainId Chain => _markets.Chain;

    // Contracts pay and are paid without a log.
    public CreditRule Rule => CreditRule.BlockNet;

    public IReadOnlyList<EvmWatch> Watches => [];

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return new EvmStep.Ask([EvmNativeLayout.ForBalance(_markets.Multicall, owner)]);
        var findings = new EvmFindings(Source, Chain, owner);
        if (EvmNativeParser.TryParseBalance(new AnswerCursor(answers[0]).Next(), out var balance, out var failure)) findings.Position(string.Empty, _asset, PositionSide.Collateral, balance, ShareIndex.One, EvmNativeLayout.Decimals);
        else findings.Problem(string.Empty, failure);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];
}
