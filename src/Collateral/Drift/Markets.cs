using System.Collections.Concurrent;
using System.Numerics;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>Weights have 4 decimals; the five-minute average price has 6.</summary>
internal sealed record SpotMarket(
    ushort Index, SolanaKey Mint, SolanaKey Oracle, byte OracleSource, byte Decimals, UInt128 DepositBalance, UInt128 DepositInterest, UInt128 BorrowInterest,
    uint InitialAssetWeight, uint MaintenanceAssetWeight, uint InitialLiabilityWeight, uint MaintenanceLiabilityWeight, uint ImfFactor, long Twap5Minutes, ulong ScaleStart)
{
    /// <summary>Token units for a scaled balance.</summary>
    public ShareIndex IndexOf(bool borrow) => new(borrow ? BorrowInterest : DepositInterest, (UInt128)BigInteger.Pow(10, Layout.BalanceTimesInterestDecimals - Decimals));

    /// <summary>Deposits round down, borrows up.</summary>
    public BigInteger TokensOf(BigInteger balance, bool borrow)
    {
        var divisor = BigInteger.Pow(10, Layout.BalanceTimesInterestDecimals - Decimals);
        return borrow ? ((balance * BorrowInterest) + divisor - 1) / divisor : balance * DepositInterest / divisor;
    }
}

/// <summary>Ratios and weights have 4 decimals.</summary>
internal sealed record PerpMarket(
    ushort Index, SolanaKey Oracle, byte OracleSource, Int128 FundingLong, Int128 FundingShort, uint ImfFactor, uint InitialRatio, uint MaintenanceRatio,
    ushort HighLeverageInitial, ushort HighLeverageMaintenance, uint InitialPnlWeight, uint MaintenancePnlWeight, long ExpiryPrice, byte Status, byte ContractType, ushort QuoteMarket)
{
    /// <summary>Its price is fixed for good, and the oracle counts no more.</summary>
    public bool IsSettled => Status >= Layout.PerpMarket.Settlement;

    /// <summary>What a position gets (positive) or has to pay since its funding was last settled, in 10^-6 of the quote token.</summary>
    public BigInteger FundingOf(PerpPosition position)
    {
        var delta = (BigInteger)(position.Base > 0 ? FundingLong : FundingShort) - position.LastFunding;
        var magnitude = BigInteger.Abs(delta) * BigInteger.Abs(position.Base) / 1_000_000 / 1_000;
        return (delta.Sign * Math.Sign(position.Base) > 0 ? -magnitude : magnitude) / 1_000;
    }
}

/// <summary>Drift's markets and the oracles they name.</summary>
internal static class Markets
{
    // Finding an address takes a modular power or two; there are at most 65,536 of each.
    private static readonly ConcurrentDictionary<ushort, SolanaKey> SpotKeys = [];
    private static readonly ConcurrentDictionary<ushort, SolanaKey> PerpKeys = [];

    public static SolanaKey SpotKey(ushort index) => SpotKeys.GetOrAdd(index, static index => ProgramAddress.Find(Layout.Program, "spot_market"u8.ToArray(), BitConverter.GetBytes(index)));

    public static SolanaKey PerpKey(ushort index) => PerpKeys.GetOrAdd(index, static index => ProgramAddress.Find(Layout.Program, "perp_market"u8.ToArray(), BitConverter.GetBytes(index)));

    public static SolanaKey UserKey(SolanaKey authority, ushort subAccount) => ProgramAddress.Find(Layout.Program, "user"u8.ToArray(), authority.ToArray(), BitConverter.GetBytes(subAccount));

    public static ProgramProblem? ParseSpot(SolanaAccount account, ushort index, out SpotMarket? market)
    {
        market = null;
        if (Programs.Check(account, Layout.Program, Layout.SpotMarket.Discriminator, Layout.SpotMarket.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        var decimals = data.U32(Layout.SpotMarket.Decimals);
        if (decimals > Layout.BalanceTimesInterestDecimals) return new(RejectionCode.OutOfRange, $"spot market {index} has {decimals} decimals");
        if (data.U16(Layout.SpotMarket.Index) != index) return new(RejectionCode.WrongFeed, $"{account.Key} is spot market {data.U16(Layout.SpotMarket.Index)}, not {index}");
        market = new(
            index, data.Key(Layout.SpotMarket.Mint), data.Key(Layout.SpotMarket.Oracle), data.U8(Layout.SpotMarket.OracleSource), (byte)decimals,
            data.U128(Layout.SpotMarket.DepositBalance), data.U128(Layout.SpotMarket.DepositInterest), data.U128(Layout.SpotMarket.BorrowInterest),
            data.U32(Layout.SpotMarket.InitialAssetWeight), data.U32(Layout.SpotMarket.MaintenanceAssetWeight),
            data.U32(Layout.SpotMarket.InitialLiabilityWeight), data.U32(Layout.SpotMarket.MaintenanceLiabilityWeight), data.U32(Layout.SpotMarket.ImfFactor),
            data.I64(Layout.SpotMarket.Twap5Minutes), data.U64(Layout.SpotMarket.ScaleInitialAssetWeightStart));
        return null;
    }

    public static ProgramProblem? ParsePerp(SolanaAccount account, ushort index, out PerpMarket? market)
    {
        market = null;
        if (Programs.Check(account, Layout.Program, Layout.PerpMarket.Discriminator, Layout.PerpMarket.Size) is { } problem) return problem;
        var data = new AccountData(account.Data.Span);
        if (data.U16(Layout.PerpMarket.Index) != index) return new(RejectionCode.WrongFeed, $"{account.Key} is perp market {data.U16(Layout.PerpMarket.Index)}, not {index}");
        market = new(
            index, data.Key(Layout.PerpMarket.Oracle), data.U8(Layout.PerpMarket.OracleSource), data.I128(Layout.PerpMarket.FundingLong), data.I128(Layout.PerpMarket.FundingShort),
            data.U32(Layout.PerpMarket.ImfFactor), data.U32(Layout.PerpMarket.InitialMarginRatio), data.U32(Layout.PerpMarket.MaintenanceMarginRatio),
            data.U16(Layout.PerpMarket.HighLeverageInitial), data.U16(Layout.PerpMarket.HighLeverageMaintenance),
            data.U32(Layout.PerpMarket.InitialPnlWeight), data.U32(Layout.PerpMarket.MaintenancePnlWeight), data.I64(Layout.PerpMarket.ExpiryPrice),
            data.U8(Layout.PerpMarket.Status), data.U8(Layout.PerpMarket.ContractType), data.U16(Layout.PerpMarket.QuoteMarket));
        return null;
    }

    /// <summary>The price in 10^-6 as Drift reads it from Pyth's accounts; other sources are not read. That the account is of the right program is known from the market naming it.</summary>
    public static ProgramProblem? ParsePrice(SolanaAccount account, byte source, out long price)
    {
        price = 0;
        var data = new AccountData(account.Data.Span);
        (long Price, ulong Confidence, int Exponent)? read = data.Length switch
        {
            Layout.Oracle.LazerSize when data.StartsWith(Layout.Oracle.LazerDiscriminator) =>
                (data.I64(Layout.Oracle.LazerPrice), data.U64(Layout.Oracle.LazerConfidence), data.I32(Layout.Oracle.LazerExponent)),
            Layout.Oracle.UpdateSize when data.StartsWith(Layout.Oracle.UpdateDiscriminator) && data.U8(Layout.Oracle.Verification) <= 1 => Update(data),
            _ => null,
        };
        if (read is not { } found || MultipleOf(source) is not { } multiple) return new(RejectionCode.Malformed, $"oracle {account.Key} of source {source} with {data.Length} bytes is not read");
        if (found.Exponent is > 0 or < -18 || found.Price <= 0) return new(RejectionCode.OutOfRange, $"oracle {account.Key}: price {found.Price} with exponent {found.Exponent}");
        var scale = BigInteger.Pow(10, -found.Exponent) / multiple;
        if (scale.IsZero) return new(RejectionCode.OutOfRange, $"oracle {account.Key}: exponent {found.Exponent} for {multiple}-fold units");
        var (exact, confidence) = (ToSix(found.Price, scale), ToSix(found.Confidence, scale));
        if (exact > long.MaxValue || exact.IsZero) return new(RejectionCode.OutOfRange, $"oracle {account.Key}: price {exact}");

        // Within five basis points, or its own confidence if that is less, a stable coin is worth one.
        price = source is StableCoinPush or StableCoinPull or StableCoinLazer && BigInteger.Abs(exact - 1_000_000) <= BigInteger.Min(500, confidence) ? 1_000_000 : (long)exact;
        return null;
    }

    private const byte StableCoinPush = 5;
    private const byte StableCoinPull = 10;
    private const byte StableCoinLazer = 15;

    // OracleSource: Pyth's accounts by push, pull and Lazer, for one, a thousand or a million units.
    private static int? MultipleOf(byte source) => source switch
    {
        0 or 7 or 12 or StableCoinPush or StableCoinPull or StableCoinLazer => 1,
        3 or 8 or 13 => 1_000,
        4 or 9 or 14 => 1_000_000,
        _ => null,
    };

    private static (long Price, ulong Confidence, int Exponent) Update(AccountData data)
    {
        var message = data.Part(Layout.Oracle.Verification + (data.U8(Layout.Oracle.Verification) == 0 ? 2 : 1), Layout.Oracle.UpdateExponent + 4);
        return (message.I64(Layout.Oracle.UpdatePrice), message.U64(Layout.Oracle.UpdateConfidence), message.I32(Layout.Oracle.UpdateExponent));
    }

    private static BigInteger ToSix(BigInteger value, BigInteger scale) => scale > 1_000_000 ? value / (scale / 1_000_000) : value * (1_000_000 / scale);
}
