using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.MarginFi;

/// <summary>What an account holds in one bank; shares are the bits of I80F48.</summary>
internal sealed record Balance(SolanaKey Bank, UInt128 Assets, UInt128 Liabilities);

/// <summary>A margin account.</summary>
internal sealed record MarginAccount(SolanaKey Group, SolanaKey Authority, bool Disabled, IReadOnlyList<Balance> Balances, IReadOnlyList<HealthFigure> Health);

/// <summary>A bank; share values are the bits of I80F48.</summary>
internal sealed record Bank(SolanaKey Group, SolanaKey Mint, byte Decimals, UInt128 AssetValue, UInt128 LiabilityValue);

/// <summary>Reads marginfi-v2's accounts from untrusted bytes; never throws for them.</summary>
internal static class Parser
{
    public static ProgramProblem? ParseAccount(SolanaAccount account, SolanaKey program, out MarginAccount? parsed)
    {
        parsed = null;
        if (Programs.Check(account, program, Layout.Account.Discriminator, Layout.Account.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var balances = new List<Balance>();
        for (var i = 0; i < Layout.Account.BalanceCount; i++)
        {
            var balance = data.Part(Layout.Account.Balances + (i * Layout.Account.BalanceSize), Layout.Account.BalanceSize);
            if (balance.U8(Layout.Balance.Active) == 0) continue;
            var bank = balance.Key(Layout.Balance.Bank);
            var assets = balance.I128(Layout.Balance.AssetShares);
            var liabilities = balance.I128(Layout.Balance.LiabilityShares);
            if (assets < 0 || liabilities < 0) return new(RejectionCode.OutOfRange, $"{account.Key}: shares {assets} and {liabilities} in bank {bank}");
            if (balances.Exists(one => one.Bank == bank)) return new(RejectionCode.Malformed, $"{account.Key}: bank {bank} stands twice");
            balances.Add(new(bank, (UInt128)assets, (UInt128)liabilities));
        }

        var disabled = (data.U64(Layout.Account.Flags) & Layout.Account.Disabled) != 0;
        parsed = new(data.Key(Layout.Account.Group), data.Key(Layout.Account.Authority), disabled, balances, HealthOf(data));
        return null;
    }

    public static ProgramProblem? ParseBank(SolanaAccount account, SolanaKey program, out Bank? parsed)
    {
        parsed = null;
        if (Programs.Check(account, program, Layout.Bank.Discriminator, Layout.Bank.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var (decimals, tag) = (data.U8(Layout.Bank.Decimals), data.U8(Layout.Bank.AssetTag));
        var (assets, liabilities) = (data.I128(Layout.Bank.AssetShareValue), data.I128(Layout.Bank.LiabilityShareValue));
        if (decimals > Position.MaximumDecimals || assets < 0 || liabilities < 0)
        {
            return new(RejectionCode.OutOfRange, $"bank {account.Key}: {decimals} decimals, share values {assets} and {liabilities}");
        }

        if (tag > Layout.Bank.LastPlainTag) return new(RejectionCode.Malformed, $"bank {account.Key} of tag {tag} counts in units of another protocol");
        parsed = new(data.Key(Layout.Bank.Group), data.Key(Layout.Bank.Mint), decimals, (UInt128)assets, (UInt128)liabilities);
        return null;
    }

    // The program writes it only when somebody asks for it; without its flag the numbers mean nothing.
    private static IReadOnlyList<HealthFigure> HealthOf(AccountData account)
    {
        var data = account.Part(Layout.Account.Health, Layout.Health.Flags + 4);
        if ((data.U32(Layout.Health.Flags) & Layout.Health.EngineOk) == 0 || data.I64(Layout.Health.Timestamp) <= 0) return [];
        var (assets, liabilities) = (data.I128(Layout.Health.MaintenanceAssets), data.I128(Layout.Health.MaintenanceLiabilities));
        if (!IsSound(assets) || !IsSound(liabilities)) return [];
        return
        [
            new("asset_value_maint", Layout.ToDecimals18(assets), 18),
            new("liability_value_maint", Layout.ToDecimals18(liabilities), 18),
            new("health_cache_timestamp", data.I64(Layout.Health.Timestamp), 0),
        ];
    }

    private static bool IsSound(Int128 bits) => bits >= 0 && bits < (Int128.One << 106);
}
