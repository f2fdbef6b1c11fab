using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Save;

/// <summary>Obligations of Save (formerly Solend): the one of each market that its own client makes, and with <c>everyObligation</c> all that the endpoints list.</summary>
public sealed class SaveReader(ChainId chain, IReadOnlyList<SolanaKey> markets, bool everyObligation = false)
    : LendingReader("save", chain, Layout.Program, markets, everyObligation)
{
    private const int SeedLength = 32;

    /// <summary>Made with the first 32 characters of the market's address as seed.</summary>
    private protected override SolanaKey ObligationOf(SolanaKey owner, SolanaKey market)
    {
        var text = market.ToString();
        return ProgramAddress.WithSeed(owner, text[..Math.Min(SeedLength, text.Length)], Layout.Program);
    }

    private protected override SolanaQuery ObligationsOf(SolanaKey owner) =>
        new SolanaQuery.ProgramAccounts(Layout.Program, Layout.Obligation.Size, Layout.Obligation.Owner, owner);

    private protected override ProgramProblem? Parse(SolanaAccount account, out Obligation? obligation) => Parser.Parse(account, out obligation);

    private protected override ProgramProblem? Parse(SolanaAccount account, out Reserve? reserve) => Parser.Parse(account, out reserve);
}
