using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.EigenLayer;

/// <summary>What an address has restaked with EigenLayer, and what it has asked back. See README.md beside this file.</summary>
public sealed class EigenLayerReader : IEvmProtocol
{
    private readonly EigenLayerMarkets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public EigenLayerReader(EigenLayerMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        Watches = markets.Strategies.Any(strategy => strategy.Kind != EigenLayerKind.Token)
            ? []
            :
            [
                .. EigenLayerLayout.StrategyManagerEvents.Select(topic => new EvmWatch(markets.StrategyManager, topic, [])),
                .. EigenLayerLayout.DelegationManagerEvents.Select(topic => new EvmWatch(markets.DelegationManager, topic, [])),
            ];
    }

    public string Source => EigenLayerMarkets.Member;

    public ChainId Chain => _markets.Chain;

    /// <summary>A slash changes the withdrawable shares of everybody who delegated to an operator, and its event names none of them.</summary>
    public CreditRule Rule => CreditRule.BlockNet;

    /// <summary>Empty where a strategy's shares or their worth also change without an event of EigenLayer: rebasing tokens, and Ether, which the beacon chain slashes.</summary>
    public IReadOnlyList<EvmWatch> Watches { get; }

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return Ask(owner);
        var findings = new EvmFindings(Source, Chain, owner);
        var stakes = Stakes(owner, answers[0], findings);
        var questions = stakes.Where(stake => stake.Index is not null && !stake.Strategy.IsNative && stake.HasShares).ToList();
        if (answers.Count == 1 && questions.Count > 0) return new EvmStep.Ask([.. questions.Select(Conversion)]);
        for (var i = 0; i < questions.Count; i++) Check(questions[i], answers[1][i], findings);
        foreach (var stake in stakes.Where(stake => stake.Index is not null)) State(stake, findings);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];

    private EvmStep.Ask Ask(EvmAddress owner) => new(
    [
        new(_markets.DelegationManager, new AbiWriter().Address(owner).ToCall(EigenLayerLayout.GetQueuedWithdrawals)),
        .. _markets.Strategies.SelectMany(strategy => Stake.Calls(_markets.DelegationManager, strategy, owner)),
    ]);

    private List<Stake> Stakes(EvmAddress owner, IReadOnlyList<CallOutcome> outcomes, EvmFindings findings)
    {
        var queued = ReadQueue(owner, outcomes[0], findings);
        var stakes = new List<Stake>();
        var at = 1;
        foreach (var strategy in _markets.Strategies)
        {
            var calls = Stake.Calls(_markets.DelegationManager, strategy, owner).Count;
            var stake = new Stake(strategy, queued?.GetValueOrDefault(strategy.Strategy));
            stake.Read([.. outcomes.Skip(at).Take(calls)], findings);
            stakes.Add(stake);
            at += calls;
        }

        return stakes;
    }

    // Shares per strategy; null where the queue is not known.
    private static Dictionary<EvmAddress, BigInteger>? ReadQueue(EvmAddress owner, CallOutcome outcome, EvmFindings findings)
    {
        if (!ReturnData.TryRead<List<EigenLayerWithdrawal>>(outcome, "getQueuedWithdrawals()", EigenLayerParser.Queued, out var withdrawals, out var failure))
        {
            findings.Problem(string.Empty, failure);
            return null;
        }

        if (withdrawals.FirstOrDefault(withdrawal => withdrawal.Staker != owner) is { } foreign)
        {
            findings.Problem(string.Empty, new(RejectionCode.WrongFeed, $"getQueuedWithdrawals(): a withdrawal of {foreign.Staker}, not of {owner}"));
            return null;
        }

        return withdrawals.SelectMany(withdrawal => withdrawal.Parts)
            .GroupBy(part => part.Strategy)
            .ToDictionary(group => group.Key, group => group.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Shares));
    }

    // Of all shares with their offset the strategy makes all tokens with theirs, without a rest: the same question for every owner.
    private static EvmCall Conversion(Stake stake) => new(stake.Strategy.Strategy, new AbiWriter().UInt(stake.Index!.Value.Denominator).ToCall(EigenLayerLayout.SharesToUnderlyingView));

    // A strategy of another kind converts otherwise; it is not valued by a formula that is not its own.
    private static void Check(Stake stake, CallOutcome outcome, EvmFindings findings)
    {
        var index = stake.Index!.Value;
        if (EvmAnswer.TryUInt(outcome, "sharesToUnderlyingView()", 256, out var told, out var failure) && told == index.Numerator) return;
        stake.Index = null;
        findings.Problem(stake.Market, failure ?? new(RejectionCode.Malformed, $"sharesToUnderlyingView(): {index.Denominator} shares are {told}, by the strategy's balance {index.Numerator}"));
    }

    private void State(Stake stake, EvmFindings findings)
    {
        var asset = _markets.AssetOf(stake.Strategy);
        findings.Position(stake.Market, asset, PositionSide.Collateral, stake.Withdrawable, stake.Index!.Value, stake.Strategy.Decimals);
        if (stake.Queued is { } queued) findings.Line(stake.Market, asset, PositionSide.Pending, queued, stake.Index.Value, stake.Strategy.Decimals);
    }
}
