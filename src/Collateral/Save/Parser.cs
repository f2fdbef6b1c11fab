using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Save;

/// <summary>Reads Save's accounts from untrusted bytes; never throws for them.</summary>
internal static class Parser
{
    public static ProgramProblem? Parse(SolanaAccount account, out Obligation? obligation)
    {
        obligation = null;
        if (Programs.Check(account, Layout.Program, Layout.Version, Layout.Obligation.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var (depositCount, borrowCount) = (data.U8(Layout.Obligation.DepositCount), data.U8(Layout.Obligation.BorrowCount));
        var borrowsAt = Layout.Obligation.Entries + (depositCount * Layout.Obligation.DepositSize);
        if (depositCount + borrowCount > Layout.Obligation.MaximumReserves || borrowsAt + (borrowCount * Layout.Obligation.BorrowSize) > Layout.Obligation.Size)
        {
            return new(RejectionCode.Malformed, $"{account.Key}: {depositCount} deposits and {borrowCount} borrows do not fit");
        }

        var deposits = new List<(SolanaKey, ulong)>();
        for (var i = 0; i < depositCount; i++)
        {
            var slot = data.Part(Layout.Obligation.Entries + (i * Layout.Obligation.DepositSize), Layout.Obligation.DepositSize);
            deposits.Add((slot.Key(0), slot.U64(Layout.Obligation.DepositAmount)));
        }

        var borrows = new List<(SolanaKey, UInt128)>();
        for (var i = 0; i < borrowCount; i++)
        {
            var slot = data.Part(borrowsAt + (i * Layout.Obligation.BorrowSize), Layout.Obligation.BorrowSize);
            var (amount, rate) = (slot.U128(Layout.Obligation.BorrowAmount), slot.U128(Layout.Obligation.BorrowRate));
            if (!LendingMath.TryBorrowShares(amount, rate, Layout.Scale, out var shares)) return new(RejectionCode.OutOfRange, $"{account.Key}: borrowed {amount} of {slot.Key(0)} at rate {rate}");
            borrows.Add((slot.Key(0), shares));
        }

        if (deposits.DistinctBy(one => one.Item1).Count() != depositCount || borrows.DistinctBy(one => one.Item1).Count() != borrowCount) return new(RejectionCode.Malformed, $"{account.Key}: a reserve stands twice");
        obligation = new(data.Key(Layout.Obligation.Market), data.Key(Layout.Obligation.Owner), deposits, borrows, HealthOf(data));
        return null;
    }

    public static ProgramProblem? Parse(SolanaAccount account, out Reserve? reserve)
    {
        reserve = null;
        if (Programs.Check(account, Layout.Program, Layout.Version, Layout.Reserve.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var total = (data.U64(Layout.Reserve.Available) * Layout.Scale) + data.U128(Layout.Reserve.Borrowed) - data.U128(Layout.Reserve.ProtocolFees);
        var (receipts, rate, decimals) = (data.U64(Layout.Reserve.Receipts), data.U128(Layout.Reserve.BorrowRate), data.U8(Layout.Reserve.Decimals));
        if (decimals > Position.MaximumDecimals || !LendingMath.TryDepositIndex(total, receipts, Layout.Scale, out var deposit) || !LendingMath.TryBorrowIndex(rate, Layout.Scale, out var borrow))
        {
            return new(RejectionCode.OutOfRange, $"reserve {account.Key}: {decimals} decimals, {total} for {receipts} receipts, borrow rate {rate}");
        }

        reserve = new(data.Key(Layout.Reserve.Market), data.Key(Layout.Reserve.Mint), decimals, deposit, borrow);
        return null;
    }

    // US dollars as of the obligation's last refresh; a stale one has changed since.
    private static IReadOnlyList<HealthFigure> HealthOf(AccountData data)
    {
        if (data.U8(Layout.Obligation.Stale) != 0) return [];
        (string Name, int Offset)[] fields =
        [
            ("deposited_value", Layout.Obligation.DepositedValue), ("borrowed_value", Layout.Obligation.BorrowedValue),
            ("allowed_borrow_value", Layout.Obligation.AllowedValue), ("unhealthy_borrow_value", Layout.Obligation.UnhealthyValue),
        ];
        var figures = new List<HealthFigure>();
        foreach (var (name, offset) in fields)
        {
            if (data.U128(offset) > (UInt128)Int128.MaxValue) return [];
            figures.Add(new(name, (Int128)data.U128(offset), 18));
        }

        return figures;
    }
}
