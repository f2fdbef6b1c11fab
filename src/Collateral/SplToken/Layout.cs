using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.SplToken;

/// <summary>Where the fields of SPL Token's and Token-2022's accounts stand. Sources: README.md of this folder.</summary>
internal static class Layout
{
    public static readonly SolanaKey SystemProgram = SolanaKey.Parse("11111111111111111111111111111111");
    public static readonly SolanaKey TokenProgram = SolanaKey.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
    public static readonly SolanaKey Token2022Program = SolanaKey.Parse("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

    /// <summary>SOL's coin type of SLIP-44.</summary>
    public const uint SolCoinType = 501;

    public const byte SolDecimals = 9;

    /// <summary>spl_token::state::Account.</summary>
    public static class Account
    {
        public const int Size = 165;
        public const int Mint = 0;
        public const int Owner = 32;
        public const int Amount = 64;
        public const int DelegateTag = 72;
        public const int Delegate = 76;
        public const int State = 108;
        public const int NativeTag = 109;
        public const int DelegatedAmount = 121;
        public const int CloseAuthorityTag = 129;
        public const int CloseAuthority = 133;
    }

    /// <summary>spl_token::state::Mint.</summary>
    public static class Mint
    {
        public const int Size = 82;
        public const int Decimals = 44;
        public const int Initialized = 45;
    }

    /// <summary>Token-2022: a byte that says what the account is stands where the larger base ends, then type, length and value of each extension.</summary>
    public static class Extensions
    {
        public const int AccountType = Account.Size;
        public const int First = Account.Size + 1;
        public const int Head = 4;
        public const byte IsMint = 1;
        public const byte IsAccount = 2;
    }

    /// <summary>TransferFeeConfig: two authorities, withheld amount, then the older and the newer fee of epoch, maximum and basis points.</summary>
    public static class TransferFee
    {
        public const int Size = 108;
        public const int Older = 72;
        public const int Newer = 90;
        public const int Maximum = 8;
        public const int BasisPoints = 16;
    }
}

/// <summary>spl_token_2022::extension::ExtensionType.</summary>
internal enum Extension : ushort
{
    Uninitialized = 0,
    TransferFeeConfig = 1,
    TransferFeeAmount = 2,
    MintCloseAuthority = 3,
    ConfidentialTransferMint = 4,
    ConfidentialTransferAccount = 5,
    DefaultAccountState = 6,
    ImmutableOwner = 7,
    MemoTransfer = 8,
    NonTransferable = 9,
    InterestBearingConfig = 10,
    CpiGuard = 11,
    PermanentDelegate = 12,
    NonTransferableAccount = 13,
    TransferHook = 14,
    TransferHookAccount = 15,
    ConfidentialTransferFeeConfig = 16,
    ConfidentialTransferFeeAmount = 17,
    MetadataPointer = 18,
    TokenMetadata = 19,
    GroupPointer = 20,
    TokenGroup = 21,
    GroupMemberPointer = 22,
    TokenGroupMember = 23,
    ConfidentialMintBurn = 24,
    ScaledUiAmount = 25,
    Pausable = 26,
    PausableAccount = 27,
}
