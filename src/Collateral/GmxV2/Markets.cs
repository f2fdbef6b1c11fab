using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.GmxV2;

/// <summary>A token that positions and orders are backed with, or that fees are claimed in.</summary>
/// <param name="Token">Its address.</param>
/// <param name="Decimals">What its <c>decimals()</c> must be.</param>
public sealed record GmxV2Token(EvmAddress Token, byte Decimals);

/// <summary>A market by its token, and the two tokens that its pool holds (they may be one).</summary>
public sealed record GmxV2Market(EvmAddress Market, EvmAddress LongToken, EvmAddress ShortToken);

/// <summary>One deployment.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Reader">The contract <c>Reader</c> of the release in use; it is replaced with every release.</param>
/// <param name="DataStore">Where all state is.</param>
/// <param name="EventEmitter">Who emits all events.</param>
/// <param name="Tokens">Each once; a position in another token is told as a problem.</param>
/// <param name="Markets">Whose claimable funding fees are asked for, each once; positions and orders are read in whatever market they are.</param>
public sealed record GmxV2Markets(
    ChainId Chain, EvmAddress Reader, EvmAddress DataStore, EvmAddress EventEmitter, IReadOnlyList<GmxV2Token> Tokens, IReadOnlyList<GmxV2Market> Markets)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "gmx-v2";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Tokens.Select(token => token.Token)], "tokens").ToList();
        problems.AddRange(MarketFields.ProblemsOf([.. Markets.Select(market => market.Market)], "markets"));
        problems.AddRange(MarketFields.ProblemsOf([Reader, DataStore, EventEmitter], "contracts"));
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        foreach (var token in Tokens.Where(token => token.Decimals > Position.MaximumDecimals)) problems.Add($"tokens: {token.Token} has {token.Decimals} decimals, at most {Position.MaximumDecimals}");
        foreach (var token in Markets.SelectMany(market => new[] { market.LongToken, market.ShortToken }).Distinct().Where(token => TokenAt(token) is null))
        {
            problems.Add($"markets: {token} is not among the tokens");
        }

        return problems;
    }

    /// <summary>Reads the member <c>gmx-v2</c> of the protocols' file.</summary>
    public static IReadOnlyList<GmxV2Markets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new GmxV2Markets(
            section.EvmChain(),
            section.Contract("reader"),
            section.Contract("dataStore"),
            section.Contract("eventEmitter"),
            section.Each("tokens", static item => new GmxV2Token(item.Contract("token"), item.TokenDecimals())),
            section.Each("markets", static item => new GmxV2Market(item.Contract("market"), item.Contract("longToken"), item.Contract("shortToken")))),
        static markets => markets.Problems());

    internal GmxV2Token? TokenAt(EvmAddress address) => Tokens.FirstOrDefault(token => token.Token == address);
}
