using System.Text.Json;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Erc20;

/// <summary>By which logs a token tells of every change of a balance.</summary>
public enum Erc20Events
{
    /// <summary>Transfer, also from and to the zero address.</summary>
    Transfer = 1,

    /// <summary>As WETH9 does: Transfer, and Deposit and Withdrawal in its place where coins are wrapped and unwrapped.</summary>
    Weth9 = 2,
}

/// <summary>What changes a token's balances.</summary>
public enum Erc20Balances
{
    /// <summary>Logged transfers and nothing else.</summary>
    Transferred = 1,

    /// <summary>Also time, oracles or somebody's decision, without a log for each owner: stETH, AMPL, and every token that is not known to be the other kind.</summary>
    Rebasing = 2,
}

/// <param name="Token">The contract.</param>
/// <param name="Decimals">What its <c>decimals()</c> must be.</param>
/// <param name="Events">How it tells of changes; without meaning where balances rebase.</param>
public sealed record Erc20Token(EvmAddress Token, byte Decimals, Erc20Events Events = Erc20Events.Transfer);

/// <summary>Tokens of one chain that are read together.</summary>
/// <param name="Chain">An EVM chain.</param>
/// <param name="Balances">What changes the balances of all of them.</param>
/// <param name="Tokens">Each once.</param>
public sealed record Erc20Markets(ChainId Chain, Erc20Balances Balances, IReadOnlyList<Erc20Token> Tokens)
{
    /// <summary>The member of the protocols' file, and the source of tokens that log every change.</summary>
    public const string Member = "erc20";

    /// <summary>Rebasing tokens are a source of their own: another credit rule holds for it.</summary>
    public string Source => Balances == Erc20Balances.Transferred ? Member : "erc20-rebasing";

    /// <summary>Every rule that is broken; empty when sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = MarketFields.ProblemsOf([.. Tokens.Select(token => token.Token)], "tokens").ToList();
        if (!Chain.TryGetEip155(out _)) problems.Add($"chain: an EVM chain, not '{Chain}'");
        problems.AddRange(Tokens.Where(token => token.Decimals > Position.MaximumDecimals).Select(token => $"tokens: {token.Token} has {token.Decimals} decimals, at most {Position.MaximumDecimals}"));
        return problems;
    }

    /// <summary>Reads the member <c>erc20</c> of the protocols' file.</summary>
    public static IReadOnlyList<Erc20Markets> Parse(JsonElement list, List<string> problems) => MarketFields.Read(
        list,
        Member,
        problems,
        static section => new Erc20Markets(
            section.EvmChain(),
            section.Choice<Erc20Balances>("balances"),
            section.Each("tokens", static token => new Erc20Token(token.Contract("token"), token.TokenDecimals(), token.Choice<Erc20Events>("events", Erc20Events.Transfer)))),
        static markets => markets.Problems());
}
