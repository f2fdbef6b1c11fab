using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Drift;

/// <summary>Where the fields of Drift v2's accounts stand, discriminator included. Sources: README.md of this folder.</summary>
internal static class Layout
{
    public static readonly SolanaKey Program = SolanaKey.Parse("dRiftyHA39MWEi3m9aunc5MzRF1JYuBsbn6VPcn33UH");

    /// <summary>Scaled balances have 9 decimals and interest has 10, so that their product has 19.</summary>
    public const int BalanceTimesInterestDecimals = 19;

    /// <summary>Perpetual positions count their base in 10^-9, their quote in 10^-6.</summary>
    public const byte BaseDecimals = 9;
    public const byte QuoteDecimals = 6;
    public const int BaseUnit = 1_000_000_000;

    public static class User
    {
        public const int Size = 4376;
        public const int Authority = 8;
        public const int Spots = 104;
        public const int SpotSize = 40;
        public const int Perps = 424;
        public const int PerpSize = 96;
        public const int PositionCount = 8;
        public const int MaxMarginRatio = 4340;
        public const int Status = 4348;
        public const int MarginMode = 4355;

        /// <summary>UserStatus: being liquidated, bankrupt.</summary>
        public const byte InDistress = 0b11;
        public const byte HighLeverage = 1;
        public const byte HighLeverageMaintenance = 2;

        public static ReadOnlySpan<byte> Discriminator => [0x9f, 0x75, 0x5f, 0xe3, 0xef, 0x97, 0x3a, 0xec];
    }

    /// <summary>SpotPosition, from its beginning.</summary>
    public static class Spot
    {
        public const int Balance = 0;
        public const int OpenBids = 8;
        public const int OpenAsks = 16;
        public const int Market = 32;
        public const int Type = 34;
        public const int OpenOrders = 35;
    }

    /// <summary>PerpPosition, from its beginning.</summary>
    public static class Perp
    {
        public const int LastFunding = 0;
        public const int Base = 8;
        public const int Quote = 16;
        public const int OpenBids = 40;
        public const int OpenAsks = 48;
        public const int LpShares = 64;
        public const int Market = 92;
        public const int OpenOrders = 94;
    }

    public static class SpotMarket
    {
        public const int Size = 776;
        public const int Key = 8;
        public const int Oracle = 40;
        public const int Mint = 72;
        public const int Twap5Minutes = 200;
        public const int DepositBalance = 432;
        public const int DepositInterest = 464;
        public const int BorrowInterest = 480;
        public const int InitialAssetWeight = 640;
        public const int MaintenanceAssetWeight = 644;
        public const int InitialLiabilityWeight = 648;
        public const int MaintenanceLiabilityWeight = 652;
        public const int ImfFactor = 656;
        public const int Decimals = 680;
        public const int Index = 684;
        public const int OracleSource = 687;
        public const int ScaleInitialAssetWeightStart = 720;

        public static ReadOnlySpan<byte> Discriminator => [0x64, 0xb1, 0x08, 0x6b, 0xa8, 0x41, 0x41, 0x27];
    }

    public static class PerpMarket
    {
        public const int Size = 1216;
        public const int Key = 8;
        public const int Oracle = 40;
        public const int FundingLong = 608;
        public const int FundingShort = 624;
        public const int OracleSource = 926;
        public const int ExpiryPrice = 1088;
        public const int ImfFactor = 1120;
        public const int InitialMarginRatio = 1136;
        public const int MaintenanceMarginRatio = 1140;
        public const int InitialPnlWeight = 1144;
        public const int MaintenancePnlWeight = 1148;
        public const int Index = 1160;
        public const int Status = 1162;
        public const int ContractType = 1163;
        public const int QuoteMarket = 1166;
        public const int HighLeverageInitial = 1174;
        public const int HighLeverageMaintenance = 1176;

        /// <summary>MarketStatus::Settlement and those after it.</summary>
        public const byte Settlement = 7;
        public const byte Prediction = 2;

        public static ReadOnlySpan<byte> Discriminator => [0x0a, 0xdf, 0x0c, 0x2c, 0x6b, 0xf5, 0x37, 0xf7];
    }

    /// <summary>PythLazerOracle of Drift, and PriceUpdateV2 of Pyth's receiver.</summary>
    public static class Oracle
    {
        public const int LazerSize = 48;
        public const int LazerPrice = 8;
        public const int LazerExponent = 32;
        public const int LazerConfidence = 40;
        public const int UpdateSize = 134;
        public const int Verification = 40;

        /// <summary>After a verification level of one byte (full) or two (partial, with its count).</summary>
        public const int UpdatePrice = 32;
        public const int UpdateConfidence = 40;
        public const int UpdateExponent = 48;

        public static ReadOnlySpan<byte> LazerDiscriminator => [0x9f, 0x07, 0xa1, 0xf9, 0x22, 0x51, 0x79, 0x85];

        public static ReadOnlySpan<byte> UpdateDiscriminator => [0x22, 0xf1, 0x23, 0x63, 0x9d, 0x7e, 0xf4, 0xcd];
    }
}
