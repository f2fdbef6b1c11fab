using System.Numerics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Kamino;

/// <summary>Where the fields of klend's accounts stand, discriminator included. Sources: README.md of this folder.</summary>
internal static class Layout
{
    public static readonly SolanaKey Program = SolanaKey.Parse("KLend2g3cP87fffoy8q1mQqGKjrxjC8boSyAYavgmjD");

    /// <summary>Fractions (suffix <c>sf</c>, <c>bsf</c>) have 60 bits behind the point.</summary>
    public static readonly BigInteger Scale = BigInteger.One << 60;

    /// <summary>Obligation.</summary>
    public static class Obligation
    {
        public const int Size = 3344;
        public const int Stale = 24;
        public const int Market = 32;
        public const int Owner = 64;
        public const int Deposits = 96;
        public const int DepositSize = 136;
        public const int DepositCount = 8;
        public const int DepositAmount = 32;
        public const int DepositedValue = 1192;
        public const int Borrows = 1208;
        public const int BorrowSize = 200;
        public const int BorrowCount = 5;
        public const int BorrowRate = 32;
        public const int BorrowAmount = 88;
        public const int DebtValue = 2208;
        public const int UnhealthyValue = 2256;

        public static ReadOnlySpan<byte> Discriminator => [0xa8, 0xce, 0x8d, 0x6a, 0x58, 0x4c, 0xac, 0xa7];
    }

    /// <summary>Reserve.</summary>
    public static class Reserve
    {
        public const int Size = 8624;
        public const int Market = 32;
        public const int Mint = 128;
        public const int Available = 224;
        public const int Borrowed = 232;
        public const int Decimals = 272;
        public const int BorrowRate = 296;
        public const int ProtocolFees = 344;
        public const int ReferrerFees = 360;
        public const int PendingReferrerFees = 376;
        public const int Receipts = 2592;

        public static ReadOnlySpan<byte> Discriminator => [0x2b, 0xf2, 0xcc, 0xca, 0x1a, 0xf7, 0x3b, 0x7f];
    }
}
