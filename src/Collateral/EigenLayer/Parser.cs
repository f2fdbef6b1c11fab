using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.EigenLayer;

/// <summary>A withdrawal in the queue.</summary>
/// <param name="Staker">Who gets it.</param>
/// <param name="Parts">Per strategy the shares that would be paid out now, every slash so far applied.</param>
internal sealed record EigenLayerWithdrawal(EvmAddress Staker, IReadOnlyList<(EvmAddress Strategy, UInt128 Shares)> Parts);

/// <summary>Reads what the delegation manager returns, from untrusted bytes; never throws for them.</summary>
internal static class EigenLayerParser
{
    /// <summary>Withdrawals of one staker, and strategies of one withdrawal; more are refused.</summary>
    public const int MaximumItems = 256;

    /// <summary>getWithdrawableShares(address,address[]) for one strategy: (uint256[] withdrawable, uint256[] deposited).</summary>
    public static bool Withdrawable(ref AbiReader reader, out UInt128 shares)
    {
        shares = 0;
        return reader.TryOpen(2, out var top)
            && reader.TryOpenArray(ref top, 1, out var count, out var withdrawable)
            && count == 1
            && reader.TryReadUInt128(ref withdrawable, 256, out shares)
            && reader.TryOpenArray(ref top, 1, out var deposits, out _)
            && deposits == 1;
    }

    /// <summary>getQueuedWithdrawals(address): ((staker, delegatedTo, withdrawer, nonce, startBlock, strategies, scaledShares)[], uint256[][]).</summary>
    public static bool Queued(ref AbiReader reader, out List<EigenLayerWithdrawal> withdrawals)
    {
        withdrawals = [];
        var strategies = new List<(EvmAddress Staker, List<EvmAddress> Strategies)>();
        if (!reader.TryOpen(2, out var top) || !reader.TryOpenArray(ref top, MaximumItems, out var count, out var heads)) return false;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryOpenTuple(ref heads, 7, out var withdrawal) || !Strategies(ref reader, ref withdrawal, out var staker, out var list)) return false;
            strategies.Add((staker, list));
        }

        if (!reader.TryOpenArray(ref top, MaximumItems, out var rows, out var lists) || rows != count) return false;
        foreach (var (staker, list) in strategies)
        {
            if (!reader.TryOpenArray(ref lists, MaximumItems, out var columns, out var shares) || columns != list.Count) return false;
            var parts = new List<(EvmAddress, UInt128)>();
            foreach (var strategy in list)
            {
                if (!reader.TryReadUInt128(ref shares, 256, out var amount)) return false;
                parts.Add((strategy, amount));
            }

            withdrawals.Add(new(staker, parts));
        }

        return true;
    }

    private static bool Strategies(ref AbiReader reader, ref AbiFrame withdrawal, out EvmAddress staker, out List<EvmAddress> strategies)
    {
        strategies = [];
        if (!reader.TryReadAddress(ref withdrawal, out staker) || !reader.TryReadAddress(ref withdrawal, out _) || !reader.TryReadAddress(ref withdrawal, out _)) return false;
        reader.ReadBytes32(ref withdrawal, out _);
        reader.ReadBytes32(ref withdrawal, out _);
        if (!reader.TryOpenArray(ref withdrawal, MaximumItems, out var count, out var items)) return false;
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryReadAddress(ref items, out var strategy)) return false;
            strategies.Add(strategy);
        }

        return reader.TryOpenArray(ref withdrawal, MaximumItems, out var scaled, out _) && scaled == count;
    }
}
