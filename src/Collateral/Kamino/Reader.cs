using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Kamino;

/// <summary>Obligations of Kamino Lend (klend): the plain one of each market, whose address follows from owner and market, and with <c>everyObligation</c> also those of
/// leveraged positions, which the endpoints must list.</summary>
public sealed class KaminoReader(ChainId chain, IReadOnlyList<SolanaKey> markets, bool everyObligation = false)
    : LendingReader("kamino", chain, Layout.Program, markets, everyObligation)
{
    /// <summary>Seeds: tag 0 and id 0 (a plain obligation), owner, market, and two keys that only other tags use.</summary>
    private protected override SolanaKey ObligationOf(SolanaKey owner, SolanaKey market) =>
        ProgramAddress.Find(Layout.Program, [0], [0], owner.ToArray(), market.ToArray(), new byte[32], new byte[32]);

    private protected override SolanaQuery ObligationsOf(SolanaKey owner) =>
        new SolanaQuery.ProgramAccounts(Layout.Program, Layout.Obligation.Size, Layout.Obligation.Owner, owner);

    private protected override ProgramProblem? Parse(SolanaAccount account, out Obligation? obligation) => Parser.Parse(account, out obligation);

    private protected override ProgramProblem? Parse(SolanaAccount account, out Reserve? reserve) => Parser.Parse(account, out reserve);
}
