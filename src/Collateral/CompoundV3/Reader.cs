using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.CompoundV3;

/// <summary>What an address has supplied to and borrowed from markets of Compound III: base principal and collateral. See README.md beside this file.</summary>
/// <remarks>
/// Three questions: what the market is, and the owner's principal; the rate at the market's present use, and which assets it takes; how much of each the owner put in.
/// </remarks>
public sealed class CompoundV3Reader : IEvmProtocol
{
    private readonly CompoundV3Markets _markets;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public CompoundV3Reader(CompoundV3Markets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        Watches = [.. markets.Comets.SelectMany(comet => CompoundV3Layout.WatchesOf(comet.Comet))];
    }

    public string Source => CompoundV3Markets.Source;

    public ChainId Chain => _markets.Chain;

    // Logs of the base carry amounts, not principal, which is rounded once more when it is stored.
    public CreditRule Rule => CreditRule.BlockNet;

    public IReadOnlyList<EvmWatch> Watches { get; }

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        var findings = new EvmFindings(Source, Chain, owner);
        CometReading[] markets = [.. _markets.Comets.Select(comet => new CometReading(comet, owner, Chain, findings))];
        if (answers.Count == 0) return new EvmStep.Ask([BlockClock.ForTime(_markets.Multicall), .. markets.SelectMany(market => market.FirstCalls())]);

        var first = new AnswerCursor(answers[0]);
        var time = first.Next();
        foreach (var market in markets) market.ReadFirst(first);
        EvmCall[] second = [.. markets.SelectMany(market => market.SecondCalls())];
        if (second.Length == 0) return findings.ToDone();
        if (answers.Count == 1) return new EvmStep.Ask(second);

        var rates = new AnswerCursor(answers[1]);
        foreach (var market in markets) market.ReadSecond(rates, time);
        EvmCall[] third = [.. markets.SelectMany(market => market.ThirdCalls())];
        if (third.Length == 0) return findings.ToDone();
        if (answers.Count == 2) return new EvmStep.Ask(third);

        var balances = new AnswerCursor(answers[2]);
        foreach (var market in markets) market.ReadThird(balances);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];
}
