using System.Numerics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.GmxV2;

/// <summary>What backs an address's GMX v2 positions and orders, and the funding fees it may claim. See README.md beside this file.</summary>
/// <remarks>A position's gain, loss and pending fees exist only under prices: the protocol's own view takes them as arguments, and no contract holds them. So each open position is
/// told as a problem, and all that backs it is encumbered. It can lose no more than that: nothing of it is ever free, whatever the prices are.</remarks>
public sealed class GmxV2Reader : IEvmProtocol
{
    private const string OrdersMarket = "orders";

    private readonly GmxV2Markets _markets;
    private readonly List<(GmxV2Market Market, GmxV2Token Token)> _claims;

    /// <exception cref="ArgumentException">The markets break a rule; every broken one is named.</exception>
    public GmxV2Reader(GmxV2Markets markets)
    {
        if (markets.Problems() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(markets));
        _markets = markets;
        _claims = [.. markets.Markets.SelectMany(market => new[] { market.LongToken, market.ShortToken }.Distinct().Select(token => (market, markets.TokenAt(token)!)))];
        Watches = [new(markets.EventEmitter, GmxV2Layout.EventLog1, [2]), new(markets.EventEmitter, GmxV2Layout.EventLog2, [2, 3])];
    }

    public string Source => GmxV2Markets.Member;

    public ChainId Chain => _markets.Chain;

    public CreditRule Rule => CreditRule.BlockNet;

    /// <summary>Everything stated here changes only with an event that names the account: as the only topic of its own, or behind an order's key.</summary>
    public IReadOnlyList<EvmWatch> Watches { get; }

    public EvmStep Step(EvmAddress owner, IReadOnlyList<IReadOnlyList<CallOutcome>> answers)
    {
        if (answers.Count == 0) return Ask(owner);
        var findings = new EvmFindings(Source, Chain, owner);
        var backings = new List<GmxV2Backing>();
        ReadPositions(owner, answers[0][0], backings, findings);
        ReadOrders(owner, answers[0][1], backings, findings);
        for (var i = 0; i < _claims.Count; i++) ReadClaim(_claims[i].Market, _claims[i].Token, answers[0][i + 2], backings, findings);
        var tokens = backings.Where(backing => backing.Amount > 0).Select(backing => backing.Token).Distinct().ToList();
        if (answers.Count == 1 && tokens.Count > 0) return new EvmStep.Ask([.. tokens.Select(token => Erc20Layout.ForDecimals(token.Token))]);
        var refused = new Dictionary<GmxV2Token, ReadFailure>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!EvmAnswer.TryExpectDecimals(answers[1][i], tokens[i].Token, tokens[i].Decimals, out var failure)) refused[tokens[i]] = failure;
        }

        foreach (var backing in backings) State(backing, refused.GetValueOrDefault(backing.Token), findings);
        return findings.ToDone();
    }

    public IReadOnlyList<ShareChange> ChangesOf(EvmLog log) => [];

    private EvmStep.Ask Ask(EvmAddress owner)
    {
        var page = new AbiWriter().Address(_markets.DataStore).Address(owner).UInt(0).UInt(GmxV2Parser.MaximumItems + 1);
        return new(
        [
            new(_markets.Reader, page.ToCall(GmxV2Layout.GetAccountPositions)),
            new(_markets.Reader, page.ToCall(GmxV2Layout.GetAccountOrders)),
            .. _claims.Select(claim =>
                new EvmCall(_markets.DataStore, new AbiWriter().Bytes32(GmxV2Layout.ClaimableFundingKey(claim.Market.Market, claim.Token.Token, owner)).ToCall(GmxV2Layout.GetUint))),
        ]);
    }

    private void ReadPositions(EvmAddress owner, CallOutcome outcome, List<GmxV2Backing> backings, EvmFindings findings)
    {
        if (!ReturnData.TryRead<List<GmxV2Position>>(outcome, "getAccountPositions()", GmxV2Parser.Positions, out var positions, out var failure))
        {
            findings.Problem(string.Empty, failure);
            return;
        }

        foreach (var group in positions.GroupBy(position => (position.Market, position.Token, position.IsLong)))
        {
            var position = group.First();
            var market = $"{position.Market}/{(position.IsLong ? "long" : "short")}";
            if (group.Count() > 1) findings.Problem(market, new(RejectionCode.Malformed, $"getAccountPositions(): the position in {position.Token} is there {group.Count()} times"));
            else if (position.Account != owner) findings.Problem(market, new(RejectionCode.WrongFeed, $"getAccountPositions(): a position of {position.Account}, not of {owner}"));
            else if (_markets.TokenAt(position.Token) is not { } token) findings.Problem(market, new(RejectionCode.Absent, $"backed with {position.Token}, which is not configured"));
            else
            {
                backings.Add(new(market, token, position.Collateral, IsClaim: false));
                findings.Problem(market, new(RejectionCode.Absent, $"gain, loss and fees of the position in {token.Token} need prices that are not on chain; all that backs it is encumbered"));
            }
        }
    }

    private void ReadOrders(EvmAddress owner, CallOutcome outcome, List<GmxV2Backing> backings, EvmFindings findings)
    {
        if (!ReturnData.TryRead<List<GmxV2Order>>(outcome, "getAccountOrders()", GmxV2Parser.Orders, out var orders, out var failure))
        {
            findings.Problem(OrdersMarket, failure);
            return;
        }

        foreach (var held in orders.Where(order => order.Type > GmxV2Parser.LastOrderType || order.HoldsTokens).GroupBy(order => order.Token))
        {
            var total = held.Aggregate(BigInteger.Zero, (sum, order) => sum + order.Amount);
            if (held.Any(order => order.Account != owner)) Refuse(RejectionCode.WrongFeed, $"of {held.First(order => order.Account != owner).Account}, not of {owner}");
            else if (held.Any(order => order.Type > GmxV2Parser.LastOrderType)) Refuse(RejectionCode.Malformed, $"of type {held.Max(order => order.Type)}, which is not known");
            else if (_markets.TokenAt(held.Key) is not { } token) Refuse(RejectionCode.Absent, "which is not configured");
            else backings.Add(new(OrdersMarket, token, total, IsClaim: false));

            void Refuse(RejectionCode code, string why) => findings.Problem(OrdersMarket, new(code, $"getAccountOrders(): an order with {held.Key} {why}"));
        }
    }

    private static void ReadClaim(GmxV2Market market, GmxV2Token token, CallOutcome outcome, List<GmxV2Backing> backings, EvmFindings findings)
    {
        var name = $"{market.Market}/funding";
        if (EvmAnswer.TryUInt(outcome, $"getUint() of claimable funding in {token.Token}", 256, out var amount, out var failure)) backings.Add(new(name, token, amount, IsClaim: true));
        else findings.Problem(name, failure);
    }

    private void State(GmxV2Backing backing, ReadFailure? refused, EvmFindings findings)
    {
        var asset = AssetId.Erc20(Chain, backing.Token.Token);
        if (refused is not null) findings.Problem(backing.Market, refused);
        else if (backing.IsClaim) findings.Line(backing.Market, asset, PositionSide.Pending, backing.Amount, ShareIndex.One, backing.Token.Decimals);
        else
        {
            findings.Line(backing.Market, asset, PositionSide.Collateral, backing.Amount, ShareIndex.One, backing.Token.Decimals);
            findings.Line(backing.Market, asset, PositionSide.Encumbrance, backing.Amount, ShareIndex.One, backing.Token.Decimals);
        }
    }
}
