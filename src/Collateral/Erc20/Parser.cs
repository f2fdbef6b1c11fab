using System.Diagnostics.CodeAnalysis;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Erc20;

/// <summary>Reads what tokens return and emit, from untrusted bytes; never throws for them.</summary>
public static class Erc20Parser
{
    /// <summary>Reads the return data of <c>balanceOf(address)</c>: uint256, in the token's smallest unit.</summary>
    public static bool TryParseBalance(CallOutcome outcome, EvmAddress token, out UInt128 balance, [NotNullWhen(false)] out ReadFailure? failure) =>
        EvmAnswer.TryUInt(outcome, $"balanceOf() of {token}", 256, out balance, out failure);

    /// <summary>Whose balance a log changed, and by how much. Empty for other logs, for changes of nothing, and for the zero address, which is nobody.</summary>
    public static IReadOnlyList<(EvmAddress Owner, Int128 Delta)> ChangesOf(EvmLog log, EvmAddress token, Erc20Events events)
    {
        Span<Int128> value = stackalloc Int128[1];
        if (!log.TryAmounts(value)) return [];
        var changes = new List<(EvmAddress Owner, Int128 Delta)>(2);
        if (log.Is(token, Erc20Layout.Transfer, topics: 3) && log.TryAddress(1, out var from) && log.TryAddress(2, out var to)) changes.AddRange([(from, -value[0]), (to, value[0])]);
        else if (events == Erc20Events.Weth9 && log.Is(token, Erc20Layout.Deposit, topics: 2) && log.TryAddress(1, out var minted)) changes.Add((minted, value[0]));
        else if (events == Erc20Events.Weth9 && log.Is(token, Erc20Layout.Withdrawal, topics: 2) && log.TryAddress(1, out var burned)) changes.Add((burned, -value[0]));
        changes.RemoveAll(static change => change.Owner.IsZero || change.Delta == 0);
        return changes;
    }
}
