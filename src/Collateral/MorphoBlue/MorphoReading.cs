using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.MorphoBlue;

/// <summary>One owner in one market: what the answers mean. The methods are called in order.</summary>
internal sealed class MorphoReading(string key, MorphoMarket market, ChainId chain, EvmFindings findings)
{
    private MorphoPosition _position;
    private MorphoTotals _totals;
    private CallOutcome? _price;

    public void ReadFirst(AnswerCursor answers)
    {
        var (position, totals, price) = (answers.Next(), answers.Next(), answers.Next());
        var (loanDecimals, collateralDecimals) = (answers.Next(), answers.Next());
        if (EvmAnswer.TryExpectDecimals(loanDecimals, market.Loan, market.LoanDecimals, out var failure)
            && EvmAnswer.TryExpectDecimals(collateralDecimals, market.Collateral, market.CollateralDecimals, out failure)
            && MorphoBlueParser.TryParseTotals(totals, market.Name, out _totals, out failure)
            && MorphoBlueParser.TryParsePosition(position, market.Name, out _position, out failure))
        {
            _price = price;
        }
        else
        {
            findings.Problem(key, failure);
        }
    }

    public IEnumerable<EvmCall> SecondCalls() => IsRead && !market.Irm.IsZero ? [MorphoBlueLayout.ForRate(market, _totals)] : [];

    // What is lent grows with the stored totals, which are the lower; what is owed with the totals that count interest up to the block.
    public void ReadSecond(AnswerCursor answers, CallOutcome time)
    {
        if (!IsRead) return;
        var (loan, collateral) = (AssetId.Erc20(chain, market.Loan), AssetId.Erc20(chain, market.Collateral));
        findings.Position(key, collateral, PositionSide.Collateral, _position.Collateral, ShareIndex.One, market.CollateralDecimals);
        if (MorphoBlueMath.TryIndex(_totals.SupplyAssets, _totals.SupplyShares, out var lent)) findings.Position(key, loan, PositionSide.Collateral, _position.SupplyShares, lent, market.LoanDecimals);
        else findings.Problem(key, new(RejectionCode.OutOfRange, $"what is lent in {market.Name} needs more than 128 bits"));

        UInt128 rate = 0;
        if ((!market.Irm.IsZero && !EvmAnswer.TryUInt(answers.Next(), $"borrowRateView() of {market.Name}", 256, out rate, out var failure)) || !BlockClock.TryElapsed(time, _totals.LastUpdate, out var seconds, out failure))
        {
            findings.Problem(key, failure);
            return;
        }

        if (!MorphoBlueMath.TryIndex(MorphoBlueMath.Accrue(_totals.BorrowAssets, rate, seconds), _totals.BorrowShares, out var owed) || !owed.TryToAmount(_position.BorrowShares, Rounding.Up, out var debt))
        {
            findings.Problem(key, new(RejectionCode.OutOfRange, $"what is owed in {market.Name} after {seconds} s at {rate} needs more than 128 bits"));
            return;
        }

        findings.Position(key, loan, PositionSide.Debt, _position.BorrowShares, owed, market.LoanDecimals);
        ReadHealth(debt);
    }

    private bool IsRead => _price is not null;

    private void ReadHealth(UInt128 debt)
    {
        if (!MorphoBlueParser.TryParsePrice(_price!, market.Name, out var price, out var failure))
        {
            findings.Problem(key, failure);
            return;
        }

        var limit = MorphoBlueMath.MaximumBorrow(_position.Collateral, price, market.Lltv);
        findings.Figure($"healthFactor:{market.Name}", debt == 0 ? null : MorphoBlueMath.HealthFactor(limit, debt).Hold(), 18, key);
        if (debt > 0 && limit > 0) findings.Figure($"priceVariation:{market.Name}", MorphoBlueMath.PriceVariation(limit, debt).Hold(), 18, key);
    }
}
