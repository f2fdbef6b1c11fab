using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Collateral.PerpProtocol;

/// <summary>A token that the vault takes.</summary>
/// <param name="Token">Its address.</param>
/// <param name="Decimals">What its <c>decimals()</c> must be.</param>
public sealed record PerpProtocolToken(EvmAddress Token, byte Decimals);

/// <summary>One deployment.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Vault">Keeps the tokens.</param>
/// <param name="AccountBalance">Knows the positions.</param>
/// <param name="Settlement">What the vault's <c>getSettlementToken()</c> must be; also one of <paramref name="Tokens"/>.</param>
/// <param name="Tokens">What is asked about, each once; another token in an owner's account is told as a problem.</param>
public sealed record PerpProtocolMarkets(ChainId Chain, EvmAddress Vault, EvmAddress AccountBalance, EvmAddress Settlement, IReadOnlyList<PerpProtocolToken> Tokens)
{
    /// <summary>The member of the protocols' file, and the source.</summary>
    public const string Member = "perp-v2";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Tokens.Select(token => token.Token)], "tokens").ToList();
        problems.AddRange(MarketFields.ProblemsOf([Vault, AccountBalance], "contracts"));
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        if (Tokens.All(token => token.Token != Settlement)) problems.Add($"settlement: {Settlement} is not among the tokens");
        foreach (var token in Tokens.Where(token => token.Decimals > Position.MaximumDecimals)) problems.Add($"tokens: {token.Token} has {token.Decimals} decimals, at most {Position.MaximumDecimals}");
        return problems;
    }

    /// <summary>Reads the member <c>perp-v2</c> of the protocols' file.</summary>
    public static IReadOnlyList<PerpProtocolMarkets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new PerpProtocolMarkets(
            section.EvmChain(),
            section.Contract("vault"),
            section.Contract("accountBalance"),
            section.Contract("settlement"),
            section.Each("tokens", static item => new PerpProtocolToken(item.Contract("token"), item.TokenDecimals()))),
        static markets => markets.Problems());
}
