using System.Numerics;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Kamino;

/// <summary>Reads klend's accounts from untrusted bytes; never throws for them.</summary>
internal static class Parser
{
    public static ProgramProblem? Parse(SolanaAccount account, out Obligation? obligation)
    {
        obligation = null;
        if (Programs.Check(account, Layout.Program, Layout.Obligation.Discriminator, Layout.Obligation.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var deposits = new List<(SolanaKey, ulong)>();
        for (var i = 0; i < Layout.Obligation.DepositCount; i++)
        {
            var slot = data.Part(Layout.Obligation.Deposits + (i * Layout.Obligation.DepositSize), Layout.Obligation.DepositSize);
            if (slot.Key(0) == default) continue;
            deposits.Add((slot.Key(0), slot.U64(Layout.Obligation.DepositAmount)));
        }

        var borrows = new List<(SolanaKey, UInt128)>();
        for (var i = 0; i < Layout.Obligation.BorrowCount; i++)
        {
            var slot = data.Part(Layout.Obligation.Borrows + (i * Layout.Obligation.BorrowSize), Layout.Obligation.BorrowSize);
            if (slot.Key(0) == default) continue;
            var (amount, rate) = (slot.U128(Layout.Obligation.BorrowAmount), slot.U256(Layout.Obligation.BorrowRate));
            if (!LendingMath.TryBorrowShares(amount, rate, Layout.Scale, out var shares)) return new(RejectionCode.OutOfRange, $"{account.Key}: borrowed {amount} of {slot.Key(0)} at rate {rate}");
            borrows.Add((slot.Key(0), shares));
        }

        var keys = deposits.Select(deposit => deposit.Item1).ToArray();
        if (keys.Distinct().Count() != keys.Length || borrows.DistinctBy(borrow => borrow.Item1).Count() != borrows.Count) return new(RejectionCode.Malformed, $"{account.Key}: a reserve stands twice");
        obligation = new(data.Key(Layout.Obligation.Market), data.Key(Layout.Obligation.Owner), deposits, borrows, HealthOf(data));
        return null;
    }

    public static ProgramProblem? Parse(SolanaAccount account, out Reserve? reserve)
    {
        reserve = null;
        if (Programs.Check(account, Layout.Program, Layout.Reserve.Discriminator, Layout.Reserve.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var total = (data.U64(Layout.Reserve.Available) * Layout.Scale) + data.U128(Layout.Reserve.Borrowed)
            - data.U128(Layout.Reserve.ProtocolFees) - data.U128(Layout.Reserve.ReferrerFees) - data.U128(Layout.Reserve.PendingReferrerFees);
        var (receipts, rate, decimals) = (data.U64(Layout.Reserve.Receipts), data.U256(Layout.Reserve.BorrowRate), data.U64(Layout.Reserve.Decimals));
        if (decimals > Position.MaximumDecimals || !LendingMath.TryDepositIndex(total, receipts, Layout.Scale, out var deposit) || !LendingMath.TryBorrowIndex(rate, Layout.Scale, out var borrow))
        {
            return new(RejectionCode.OutOfRange, $"reserve {account.Key}: {decimals} decimals, {total} for {receipts} receipts, borrow rate {rate}");
        }

        reserve = new(data.Key(Layout.Reserve.Market), data.Key(Layout.Reserve.Mint), (byte)decimals, deposit, borrow);
        return null;
    }

    // US dollars as of the obligation's last refresh; a stale one has changed since.
    private static IReadOnlyList<HealthFigure> HealthOf(AccountData data) => data.U8(Layout.Obligation.Stale) != 0 ? [] : [
        Figure("deposited_value", data.U128(Layout.Obligation.DepositedValue)),
        Figure("bf_adjusted_debt_value", data.U128(Layout.Obligation.DebtValue)),
        Figure("unhealthy_borrow_value", data.U128(Layout.Obligation.UnhealthyValue)),
    ];

    private static HealthFigure Figure(string name, UInt128 scaled)
    {
        // 128 bits of 10^-12 hold every value of 128 bits of 2^-60.
        const byte decimals = 12;
        return new(name, (Int128)((BigInteger)scaled * BigInteger.Pow(10, decimals) / Layout.Scale), decimals);
    }
}
