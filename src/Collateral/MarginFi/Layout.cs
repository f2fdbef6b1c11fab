using System.Numerics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.MarginFi;

/// <summary>Where the fields of marginfi-v2's accounts stand, discriminator included. Sources: README.md of this folder.</summary>
internal static class Layout
{
    public static readonly SolanaKey MainnetProgram = SolanaKey.Parse("MFv2hWf31Z9kbCa1snEPYctwafyhdvnV7FZnsebVacA");

    /// <summary>Numbers are I80F48: signed, of 128 bits, 48 of them behind the point.</summary>
    public const int FractionBits = 48;

    public static readonly UInt128 One = UInt128.One << FractionBits;

    /// <summary>Shares times share value, both with 48 bits behind the point.</summary>
    public static readonly UInt128 OneSquared = UInt128.One << (2 * FractionBits);

    /// <summary>MarginfiAccount.</summary>
    public static class Account
    {
        public const int Size = 2312;
        public const int Group = 8;
        public const int Authority = 40;
        public const int Balances = 72;
        public const int BalanceSize = 104;
        public const int BalanceCount = 16;
        public const int Flags = 1800;
        public const int Health = 1840;

        /// <summary>ACCOUNT_DISABLED: no further actions can be taken on it.</summary>
        public const ulong Disabled = 1;

        public static ReadOnlySpan<byte> Discriminator => [0x43, 0xb2, 0x82, 0x6d, 0x7e, 0x72, 0x1c, 0x2a];
    }

    /// <summary>Balance, from its beginning.</summary>
    public static class Balance
    {
        public const int Active = 0;
        public const int Bank = 1;
        public const int AssetShares = 40;
        public const int LiabilityShares = 56;
    }

    /// <summary>HealthCache, from its beginning.</summary>
    public static class Health
    {
        public const int MaintenanceAssets = 32;
        public const int MaintenanceLiabilities = 48;
        public const int Timestamp = 96;
        public const int Flags = 104;

        /// <summary>ENGINE_OK.</summary>
        public const uint EngineOk = 2;
    }

    /// <summary>Bank.</summary>
    public static class Bank
    {
        public const int Size = 1864;
        public const int Mint = 8;
        public const int Decimals = 40;
        public const int Group = 41;
        public const int AssetShareValue = 80;
        public const int LiabilityShareValue = 96;
        public const int AssetTag = 785;

        /// <summary>Tags above ASSET_TAG_STAKED are of banks whose units are another protocol's receipts, not the mint's.</summary>
        public const byte LastPlainTag = 2;

        public static ReadOnlySpan<byte> Discriminator => [0x8e, 0x31, 0xa6, 0xf2, 0x32, 0x42, 0x61, 0xbc];
    }

    /// <summary>I80F48 as an integer of 18 decimals, rounded to negative infinity.</summary>
    public static Int128 ToDecimals18(Int128 bits) => (Int128)((BigInteger)bits * BigInteger.Pow(10, 18) >> FractionBits);
}
