using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Erc20;

/// <summary>What an address holds of ERC-20 tokens. See README.md beside this file.</summary>
public sealed class Erc20Reader : IEvmProtocol
{
    private readonly Erc20Markets _markets;
    private readonly Dictionary<EvmAddress, Erc20Token> _logging;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public Erc20Reader(Erc20Markets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _logging = markets.Balances == Erc20Balances.Transferred ? markets.Tokens.ToDictionary(token => token.Token) : [];
        Watches = [.. _logging.Values.SelectMany(token => Erc20Layout.WatchesOf(token.Token, token.Events))];
    }

    public string Source => _markets.Source;

    public ChainId Chain => _markets.Chain;

    public CreditRule Rule => _markets.Balances == Erc20Balances.Transferred ? CreditRule.TransactionNet : CreditRule.BlockNet;

    public IReadOnlyList<EvmWatch> Watches { get; }

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return new EvmStep.Ask([.. _markets.Tokens.SelectMany(token => (EvmCall[])[Erc20Layout.ForBalance(token.Token, owner), Erc20Layout.ForDecimals(token.Token)])]);
        var findings = new EvmFindings(Source, Chain, owner);
        var outcomes = new AnswerCursor(answers[0]);
        foreach (var token in _markets.Tokens)
        {
            var (balanceOf, decimals) = (outcomes.Next(), outcomes.Next());
            if (EvmAnswer.TryExpectDecimals(decimals, token.Token, token.Decimals, out var failure)
                && Erc20Parser.TryParseBalance(balanceOf, token.Token, out var balance, out failure))
            {
                findings.Position(string.Empty, AssetOf(token), PositionSide.Collateral, balance, ShareIndex.One, token.Decimals);
            }
            else
            {
                findings.Problem(string.Empty, failure);
            }
        }

        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) =>
        !_logging.TryGetValue(log.Contract, out var token)
            ? []
            : [.. Erc20Parser.ChangesOf(log, token.Token, token.Events).Select(change => new ShareChange(change.Owner, string.Empty, AssetOf(token), PositionSide.Collateral, change.Delta))];

    private AssetId AssetOf(Erc20Token token) => AssetId.Erc20(Chain, token.Token);
}
