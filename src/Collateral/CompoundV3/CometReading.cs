using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.CompoundV3;

/// <summary>One owner in one market: what each question asks, and what its answers mean. The methods are called in order, and what one finds decides what the next asks.</summary>
internal sealed class CometReading(CometMarket market, EvmAddress owner, ChainId chain, EvmFindings findings)
{
    private readonly string _key = market.Comet.ToString();
    private readonly List<CometAsset> _assets = [];
    private Int128 _principal;
    private CometTotals _totals;
    private UInt128? _utilization;
    private int _count;

    public IEnumerable<EvmCall> FirstCalls() =>
    [
        CompoundV3Layout.For(market.Comet, CompoundV3Layout.BaseToken),
        Erc20Layout.ForDecimals(market.BaseToken),
        CompoundV3Layout.ForUser(market.Comet, CompoundV3Layout.UserBasic, owner),
        CompoundV3Layout.For(market.Comet, CompoundV3Layout.TotalsBasic),
        CompoundV3Layout.For(market.Comet, CompoundV3Layout.GetUtilization),
        CompoundV3Layout.For(market.Comet, CompoundV3Layout.NumAssets),
        CompoundV3Layout.ForUser(market.Comet, CompoundV3Layout.IsLiquidatable, owner),
    ];

    public void ReadFirst(AnswerCursor answers)
    {
        var (baseToken, decimals, user, totals) = (answers.Next(), answers.Next(), answers.Next(), answers.Next());
        var (utilization, count, liquidatable) = (answers.Next(), answers.Next(), answers.Next());
        if (!EvmAnswer.TryExpect(baseToken, $"baseToken() of {market.Name}", market.BaseToken, out var failure) || !EvmAnswer.TryExpectDecimals(decimals, market.BaseToken, market.Decimals, out failure))
        {
            findings.Problem(_key, failure);
            return;
        }

        if (CompoundV3Parser.TryParseTotals(totals, market.Name, out _totals, out failure)
            && CompoundV3Parser.TryParsePrincipal(user, market.Name, out _principal, out failure)
            && EvmAnswer.TryUInt(utilization, $"getUtilization() of {market.Name}", 256, out var use, out failure))
        {
            _utilization = use;
        }
        else
        {
            findings.Problem(_key, failure);
        }

        if (!EvmAnswer.TryUInt(count, $"numAssets() of {market.Name}", 8, out var assets, out failure)) findings.Problem(_key, failure);
        else if (assets > CompoundV3Markets.MaximumAssets) findings.Problem(_key, new(RejectionCode.Oversized, $"numAssets() of {market.Name} are {assets}, at most {CompoundV3Markets.MaximumAssets}"));
        else _count = (int)assets;

        if (EvmAnswer.TryBool(liquidatable, $"isLiquidatable() of {market.Name}", out var isLiquidatable, out failure)) findings.Figure($"isLiquidatable:{market.Name}", isLiquidatable ? 1 : 0, 0);
        else findings.Problem(_key, failure);
    }

    public IEnumerable<EvmCall> SecondCalls()
    {
        if (_utilization is { } use) yield return CompoundV3Layout.ForNumber(market.Comet, CompoundV3Layout.GetBorrowRate, use);
        for (var i = 0; i < _count; i++) yield return CompoundV3Layout.ForNumber(market.Comet, CompoundV3Layout.GetAssetInfo, (UInt128)i);
    }

    public void ReadSecond(AnswerCursor answers, CallOutcome time)
    {
        if (_utilization is not null) ReadBase(answers.Next(), time);
        for (var i = 0; i < _count; i++)
        {
            if (!CompoundV3Parser.TryParseAsset(answers.Next(), market.Name, out var asset, out var failure)) findings.Problem(_key, failure);
            else if (asset.Asset == market.BaseToken || _assets.Any(other => other.Asset == asset.Asset)) findings.Problem(_key, new(RejectionCode.Malformed, $"getAssetInfo() of {market.Name} names {asset.Asset} twice"));
            else _assets.Add(asset);
        }
    }

    public IEnumerable<EvmCall> ThirdCalls() =>
        _assets.SelectMany(asset => (EvmCall[])[CompoundV3Layout.ForCollateral(market.Comet, owner, asset.Asset), Erc20Layout.ForDecimals(asset.Asset)]);

    public void ReadThird(AnswerCursor answers)
    {
        foreach (var asset in _assets)
        {
            var (collateral, decimals) = (answers.Next(), answers.Next());
            if (EvmAnswer.TryExpectDecimals(decimals, asset.Asset, asset.Decimals, out var failure) && CompoundV3Parser.TryParseCollateral(collateral, market.Name, out var balance, out failure))
            {
                findings.Position(_key, AssetId.Erc20(chain, asset.Asset), PositionSide.Collateral, balance, ShareIndex.One, asset.Decimals);
            }
            else
            {
                findings.Problem(_key, failure);
            }
        }
    }

    // What is supplied grows with the stored index, which is the lower; what is owed with the one that counts interest up to the block.
    private void ReadBase(CallOutcome rate, CallOutcome time)
    {
        var asset = AssetId.Erc20(chain, market.BaseToken);
        findings.Position(_key, asset, PositionSide.Collateral, _principal > 0 ? (UInt128)_principal : 0, new(_totals.SupplyIndex, CompoundV3Layout.IndexScale), market.Decimals);
        if (!EvmAnswer.TryUInt(rate, $"getBorrowRate() of {market.Name}", 64, out var ratePerSecond, out var failure) || !BlockClock.TryElapsed(time, _totals.LastAccrualTime, out var seconds, out failure))
        {
            findings.Problem(_key, failure);
            return;
        }

        if (CompoundV3Parser.TryAccrue(_totals, ratePerSecond, seconds, out var index)) findings.Position(_key, asset, PositionSide.Debt, _principal < 0 ? (UInt128)(-_principal) : 0, new(index, CompoundV3Layout.IndexScale), market.Decimals);
        else findings.Problem(_key, new(RejectionCode.OutOfRange, $"the borrow index of {market.Name} after {seconds} s at {ratePerSecond} needs more than 64 bits"));
    }
}
