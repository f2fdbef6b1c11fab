using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.MorphoBlue;

/// <summary>What an address has lent, put up and borrowed in markets of Morpho Blue, in shares. See README.md beside this file.</summary>
/// <remarks>Two questions: the market's totals and the owner's part; and the rate that the market's totals make.</remarks>
public sealed class MorphoBlueReader : IEvmProtocol
{
    private readonly MorphoBlueMarkets _markets;
    private readonly Dictionary<Hash256, MorphoMarket> _byId;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public MorphoBlueReader(MorphoBlueMarkets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _byId = markets.Markets.ToDictionary(market => market.Id);
        Watches = [.. MorphoBlueLayout.WatchesOf(markets.Morpho)];
    }

    public string Source => MorphoBlueMarkets.Source;

    public ChainId Chain => _markets.Chain;

    public CreditRule Rule => CreditRule.TransactionNet;

    public IReadOnlyList<EvmWatch> Watches { get; }

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return new EvmStep.Ask([BlockClock.ForTime(_markets.Multicall), .. _byId.SelectMany(item => CallsFor(item.Key, item.Value, owner))]);
        var findings = new EvmFindings(Source, Chain, owner);
        var first = new AnswerCursor(answers[0]);
        var time = first.Next();
        MorphoReading[] readings = [.. _byId.Select(item => new MorphoReading(item.Key.ToString(), item.Value, Chain, findings))];
        foreach (var reading in readings) reading.ReadFirst(first);
        EvmCall[] rates = [.. readings.SelectMany(reading => reading.SecondCalls())];
        if (rates.Length > 0 && answers.Count == 1) return new EvmStep.Ask(rates);

        var second = new AnswerCursor(rates.Length > 0 ? answers[1] : []);
        foreach (var reading in readings) reading.ReadSecond(second, time);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log)
    {
        var changes = MorphoBlueParser.ChangesOf(log, _markets.Morpho, out var id);
        return !_byId.TryGetValue(id, out var market)
            ? []
            : [.. changes.Select(change => new ShareChange(change.Owner, id.ToString(), AssetId.Erc20(Chain, change.IsCollateral ? market.Collateral : market.Loan), change.Side, change.Delta))];
    }

    private EvmCall[] CallsFor(Hash256 id, MorphoMarket market, EvmAddress owner) =>
    [
        MorphoBlueLayout.ForPosition(_markets.Morpho, id, owner),
        MorphoBlueLayout.ForMarket(_markets.Morpho, id),
        MorphoBlueLayout.ForPrice(market.Oracle),
        Erc20Layout.ForDecimals(market.Loan),
        Erc20Layout.ForDecimals(market.Collateral),
    ];
}
