using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Relay.Evm;

/// <summary>How a hub names what a fact is about, in 32 bytes: a position, a market and a chain by their hash, an account by its name and zeros.</summary>
public static class FactSubject
{
    /// <summary>Null for what a hub does not store as a fact.</summary>
    public static Hash256? Of(Statement statement) => statement switch
    {
        CollateralStatement collateral => collateral.Position,
        MarketIndexStatement index => index.Market,
        SnapshotStatement snapshot => Of(snapshot.Account),
        ChainStatusStatement status => status.Chain,
        _ => null,
    };

    public static Hash256 Of(AccountId account)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        account.CopyTo(word);
        return Hash256.From(word);
    }
}
