using System.Numerics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Save;

/// <summary>Where the fields of Save's (Solend's) packed accounts stand. They have no discriminator but a version byte. Sources: README.md of this folder.</summary>
internal static class Layout
{
    public static readonly SolanaKey Program = SolanaKey.Parse("So1endDq2YkqhipRh3WViPa8hdiSpxWy6z3Z6tMCpAo");

    /// <summary>Decimals are scaled by 10^18 ("wads").</summary>
    public static readonly BigInteger Scale = BigInteger.Pow(10, 18);

    public static ReadOnlySpan<byte> Version => [1];

    /// <summary>Obligation: a head, then deposits, then borrows without a gap.</summary>
    public static class Obligation
    {
        public const int Size = 1300;
        public const int Stale = 9;
        public const int Market = 10;
        public const int Owner = 42;
        public const int DepositedValue = 74;
        public const int BorrowedValue = 90;
        public const int AllowedValue = 106;
        public const int UnhealthyValue = 122;
        public const int DepositCount = 202;
        public const int BorrowCount = 203;
        public const int Entries = 204;
        public const int DepositSize = 88;
        public const int DepositAmount = 32;
        public const int BorrowSize = 112;
        public const int BorrowRate = 32;
        public const int BorrowAmount = 48;

        /// <summary>MAX_OBLIGATION_RESERVES: deposits and borrows together.</summary>
        public const int MaximumReserves = 10;
    }

    public static class Reserve
    {
        public const int Size = 619;
        public const int Market = 10;
        public const int Mint = 42;
        public const int Decimals = 74;
        public const int Available = 171;
        public const int Borrowed = 179;
        public const int BorrowRate = 195;
        public const int Receipts = 259;
        public const int ProtocolFees = 373;
    }
}
