using System.Collections.Immutable;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Evm;

/// <summary>The storage of an ERC-20 token (EIP-20). Immutable.</summary>
/// <param name="Decimals">What <c>decimals()</c> says.</param>
/// <param name="Symbol">What <c>symbol()</c> says.</param>
/// <param name="Supply">The sum of all balances.</param>
/// <param name="Balances">None is zero.</param>
internal sealed record LedgerToken(byte Decimals, string Symbol, UInt128 Supply, ImmutableSortedDictionary<EvmAddress, UInt128> Balances)
{
    public static LedgerToken Of(byte decimals, string symbol, IEnumerable<(EvmAddress Owner, UInt128 Amount)> holders)
    {
        var token = new LedgerToken(decimals, symbol, 0, ImmutableSortedDictionary<EvmAddress, UInt128>.Empty);
        return holders.Aggregate(token, static (known, holder) => known.Move(default, holder.Owner, holder.Amount) ?? throw new ArgumentException("The supply needs more than 128 bits.", nameof(holders)));
    }

    public UInt128 BalanceOf(EvmAddress owner) => Balances.GetValueOrDefault(owner);

    /// <summary>After a transfer; the zero address mints and burns. Null where the sender has not enough, or there would be too many.</summary>
    public LedgerToken? Move(EvmAddress from, EvmAddress to, UInt128 amount)
    {
        var (supply, balances) = (Supply, Balances);
        if (from.IsZero)
        {
            if (amount > UInt128.MaxValue - supply) return null;
            supply += amount;
        }
        else
        {
            if (amount > BalanceOf(from)) return null;
            balances = Set(balances, from, BalanceOf(from) - amount);
        }

        if (to.IsZero) supply -= amount;
        else balances = Set(balances, to, balances.GetValueOrDefault(to) + amount);
        return this with { Supply = supply, Balances = balances };
    }

    private static ImmutableSortedDictionary<EvmAddress, UInt128> Set(ImmutableSortedDictionary<EvmAddress, UInt128> balances, EvmAddress owner, UInt128 amount) =>
        amount == 0 ? balances.Remove(owner) : balances.SetItem(owner, amount);
}
