using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.AaveV3;

/// <summary>What an address has supplied to and borrowed from one pool of Aave v3, in scaled balances. See README.md beside this file.</summary>
public sealed class AaveV3Reader : IEvmProtocol
{
    private readonly AaveV3Markets _markets;
    private readonly string _market;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public AaveV3Reader(AaveV3Markets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _market = markets.Pool.ToString();
        Watches = markets.StableDebt == AaveStableDebt.Counted ? [] : [.. WatchesOf(markets)];
    }

    public string Source => _markets.Source;

    public ChainId Chain => _markets.Chain;

    // Logs carry amounts that were rounded one way or the other by version, not scaled balances.
    public CreditRule Rule => CreditRule.BlockNet;

    public IReadOnlyList<EvmWatch> Watches { get; }

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return new EvmStep.Ask([.. CallsFor(owner)]);
        var findings = new EvmFindings(Source, Chain, owner);
        var outcomes = new AnswerCursor(answers[0]);
        ReadAccount(findings, outcomes.Next(), outcomes.Next());
        foreach (var reserve in _markets.Reserves) ReadReserve(findings, reserve, outcomes);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];

    private static IEnumerable<EvmWatch> WatchesOf(AaveV3Markets markets) =>
    [
        .. markets.Reserves.SelectMany(reserve => Erc20Layout.WatchesOf(reserve.AToken, Erc20Events.Transfer).Concat(Erc20Layout.WatchesOf(reserve.DebtToken, Erc20Events.Transfer))),
        new(markets.Pool, AaveV3Layout.CollateralEnabled, [2]),
        new(markets.Pool, AaveV3Layout.CollateralDisabled, [2]),
        new(markets.Pool, AaveV3Layout.UserEModeSet, [1]),
    ];

    private IEnumerable<EvmCall> CallsFor(EvmAddress owner) =>
    [
        AaveV3Layout.Of(_markets.Pool, AaveV3Layout.GetUserAccountData, owner),
        AaveV3Layout.Of(_markets.Pool, AaveV3Layout.GetUserEMode, owner),
        .. _markets.Reserves.SelectMany(reserve => (EvmCall[])
        [
            AaveV3Layout.Of(_markets.DataProvider, AaveV3Layout.GetReserveTokensAddresses, reserve.Asset),
            Erc20Layout.ForDecimals(reserve.Asset),
            AaveV3Layout.Of(reserve.AToken, AaveV3Layout.ScaledBalanceOf, owner),
            AaveV3Layout.Of(_markets.Pool, AaveV3Layout.GetReserveNormalizedIncome, reserve.Asset),
            AaveV3Layout.ForUserReserve(_markets.DataProvider, reserve.Asset, owner),
            AaveV3Layout.Of(_markets.Pool, AaveV3Layout.GetReserveNormalizedVariableDebt, reserve.Asset),
        ]),
    ];

    private void ReadReserve(EvmFindings findings, AaveReserve reserve, AnswerCursor outcomes)
    {
        var asset = AssetId.Erc20(Chain, reserve.Asset);
        var (tokens, decimals, scaled) = (outcomes.Next(), outcomes.Next(), outcomes.Next());
        var (incomeIndex, userReserve, debtIndex) = (outcomes.Next(), outcomes.Next(), outcomes.Next());
        if (!AaveV3Parser.TryCheckTokens(tokens, reserve, out var failure) || !EvmAnswer.TryExpectDecimals(decimals, reserve.Asset, reserve.Decimals, out failure))
        {
            findings.Problem(_market, failure);
            return;
        }

        UInt128 supplied = 0;
        if (EvmAnswer.TryUInt(scaled, $"scaledBalanceOf() of {reserve.Symbol}", 256, out supplied, out failure)
            && AaveV3Parser.TryParseIndex(incomeIndex, $"getReserveNormalizedIncome() of {reserve.Symbol}", out var income, out failure))
        {
            findings.Position(_market, asset, PositionSide.Collateral, supplied, new(income, AaveV3Math.Ray), reserve.Decimals);
        }
        else
        {
            findings.Problem(_market, failure);
        }

        if (AaveV3Parser.TryParseUserReserve(userReserve, reserve.Symbol, out var user, out failure)
            && AaveV3Parser.TryParseIndex(debtIndex, $"getReserveNormalizedVariableDebt() of {reserve.Symbol}", out var growth, out failure))
        {
            ReadDebt(findings, reserve, asset, user, growth);
            if (supplied > 0) findings.Figure($"collateral:{reserve.Symbol}", user.IsCollateral ? 1 : 0, 0);
        }
        else
        {
            findings.Problem(_market, failure);
        }
    }

    private void ReadDebt(EvmFindings findings, AaveReserve reserve, AssetId asset, AaveUserReserve user, UInt128 growth)
    {
        findings.Position(_market, asset, PositionSide.Debt, user.ScaledVariableDebt, new(growth, AaveV3Math.Ray), reserve.Decimals);
        if (_markets.StableDebt == AaveStableDebt.Counted) findings.Position($"{_market}/stable", asset, PositionSide.Debt, user.StableDebt, ShareIndex.One, reserve.Decimals);
        else if (user.StableDebt > 0) findings.Problem(_market, new(RejectionCode.WrongFeed, $"stable debt of {reserve.Symbol} is {user.StableDebt}, configured is that there is none"));
    }

    private void ReadAccount(EvmFindings findings, CallOutcome data, CallOutcome eMode)
    {
        if (!AaveV3Parser.TryParseAccount(data, out var account, out var failure))
        {
            findings.Problem(_market, failure);
            return;
        }

        if (!AaveV3Math.IsConsistent(account))
        {
            findings.Problem(_market, new(RejectionCode.Malformed, $"getUserAccountData(): health factor {account.HealthFactor} does not follow from collateral {account.Collateral}, threshold {account.LiquidationThreshold} and debt {account.Debt}"));
            return;
        }

        findings.Figure("healthFactor", account.HealthFactor?.Hold(), 18, _market);
        findings.Figure("totalCollateralBase", account.Collateral, _markets.BaseDecimals, _market);
        findings.Figure("totalDebtBase", account.Debt, _markets.BaseDecimals, _market);
        findings.Figure("availableBorrowsBase", account.AvailableBorrows, _markets.BaseDecimals, _market);
        findings.Figure("currentLiquidationThreshold", account.LiquidationThreshold, 4, _market);
        findings.Figure("ltv", account.LoanToValue, 4, _market);
        if (EvmAnswer.TryUInt(eMode, "getUserEMode()", 256, out var category, out failure)) findings.Figure("eMode", category, 0, _market);
        else findings.Problem(_market, failure);
    }
}
