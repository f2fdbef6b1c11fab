using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.SplToken;

/// <summary>What of a token account counts.</summary>
/// <param name="Mint">Of which token.</param>
/// <param name="Owner">Who may spend it.</param>
/// <param name="Amount">In the token's smallest unit; fees withheld in the account are not in it.</param>
/// <param name="Bound">Part of the amount that its owner cannot be sure to take: all of a frozen, bound or foreign-closable account, otherwise what a delegate may take.</param>
internal sealed record TokenAccount(SolanaKey Mint, SolanaKey Owner, ulong Amount, ulong Bound);

/// <summary>What of a mint counts.</summary>
/// <param name="Decimals">Of its token.</param>
/// <param name="Bound">Nothing can be transferred: not transferable at all, or paused.</param>
/// <param name="FeeBasisPoints">The higher of the fees that are or will be in force.</param>
/// <param name="MaximumFee">The higher of their caps, in the token's smallest unit.</param>
internal sealed record TokenMint(byte Decimals, bool Bound, ushort FeeBasisPoints, ulong MaximumFee)
{
    /// <summary>What a transfer of the whole amount costs, rounded up as the program does.</summary>
    public ulong FeeOf(ulong amount) => (ulong)UInt128.Min(MaximumFee, (((UInt128)amount * FeeBasisPoints) + 9_999) / 10_000);
}

/// <summary>Reads token accounts and mints from untrusted accounts; never throws for them.</summary>
internal static class Parser
{
    private const byte Frozen = 2;

    public static bool TryParseAccount(SolanaAccount account, out TokenAccount? token, out string problem)
    {
        token = null;
        var data = new AccountData(account.Data.Span);
        if (!TryOpen(account, Layout.Account.Size, Layout.Extensions.IsAccount, out var extensions, out problem)) return false;
        var state = data.U8(Layout.Account.State);
        var hasDelegate = data.U32(Layout.Account.DelegateTag);
        var hasCloser = data.U32(Layout.Account.CloseAuthorityTag);
        var isNative = data.U32(Layout.Account.NativeTag);
        problem = $"{account.Key}: state {state} or an option that is neither 0 nor 1";
        if (state is not (1 or Frozen) || hasDelegate > 1 || hasCloser > 1 || isNative > 1) return false;
        var bound = state == Frozen;
        foreach (var (extension, _, _) in extensions)
        {
            problem = $"{account.Key}: extension {(int)extension} does not belong to an account or is not known";
            if (!IsOfAccount(extension)) return false;
            bound |= extension == Extension.NonTransferableAccount;
        }

        // Only an account of wrapped SOL can be closed while something is in it, and everything goes where the closing authority says.
        var owner = data.Key(Layout.Account.Owner);
        bound |= isNative == 1 && hasCloser == 1 && data.Key(Layout.Account.CloseAuthority) != owner;
        var amount = data.U64(Layout.Account.Amount);
        var delegated = hasDelegate == 1 && data.Key(Layout.Account.Delegate) != owner ? Math.Min(amount, data.U64(Layout.Account.DelegatedAmount)) : 0;
        problem = string.Empty;
        token = new(data.Key(Layout.Account.Mint), owner, amount, bound ? amount : delegated);
        return true;
    }

    public static bool TryParseMint(SolanaAccount account, out TokenMint? mint, out string problem)
    {
        mint = null;
        var data = new AccountData(account.Data.Span);
        if (!TryOpen(account, Layout.Mint.Size, Layout.Extensions.IsMint, out var extensions, out problem)) return false;
        var decimals = data.U8(Layout.Mint.Decimals);
        problem = $"{account.Key}: mint is not initialized or has {decimals} decimals";
        if (data.U8(Layout.Mint.Initialized) != 1 || decimals > Position.MaximumDecimals) return false;
        var (bound, points, maximum) = (false, (ushort)0, 0UL);
        foreach (var (extension, offset, length) in extensions)
        {
            problem = $"{account.Key}: mint extension {(int)extension} of {length} bytes is not accepted";
            var value = data.Part(offset, length);
            switch (extension)
            {
                case Extension.TransferFeeConfig when length == Layout.TransferFee.Size:
                    points = Math.Max(value.U16(Layout.TransferFee.Older + Layout.TransferFee.BasisPoints), value.U16(Layout.TransferFee.Newer + Layout.TransferFee.BasisPoints));
                    maximum = Math.Max(value.U64(Layout.TransferFee.Older + Layout.TransferFee.Maximum), value.U64(Layout.TransferFee.Newer + Layout.TransferFee.Maximum));
                    if (points > 10_000) return false;
                    break;
                case Extension.NonTransferable:
                    bound = true;
                    break;
                case Extension.Pausable when length == 33:
                    bound |= value.U8(32) != 0;
                    break;

                // A program of somebody's decides whether a transfer may take place; without one the extension does nothing.
                case Extension.TransferHook when length == 64 && value.Key(32) == default:
                // Their amounts count as they stand; interest is only shown, and what is confidential is not seen.
                case Extension.MintCloseAuthority or Extension.ConfidentialTransferMint or Extension.DefaultAccountState or Extension.InterestBearingConfig:
                case Extension.PermanentDelegate or Extension.ConfidentialTransferFeeConfig or Extension.MetadataPointer or Extension.TokenMetadata:
                case Extension.GroupPointer or Extension.TokenGroup or Extension.GroupMemberPointer or Extension.TokenGroupMember or Extension.ConfidentialMintBurn:
                    break;
                default:
                    return false;
            }
        }

        problem = string.Empty;
        mint = new(decimals, bound, points, maximum);
        return true;
    }

    private static bool IsOfAccount(Extension extension) => extension is Extension.TransferFeeAmount or Extension.ConfidentialTransferAccount or Extension.ImmutableOwner
        or Extension.MemoTransfer or Extension.CpiGuard or Extension.NonTransferableAccount or Extension.TransferHookAccount or Extension.ConfidentialTransferFeeAmount or Extension.PausableAccount;

    // Checks program, size and kind, and lists the extensions with the place of their values.
    private static bool TryOpen(SolanaAccount account, int size, byte kind, out List<(Extension Type, int Offset, int Length)> extensions, out string problem)
    {
        extensions = [];
        problem = $"{account.Key} is of program {account.Owner}, not of a token program";
        if (account.Owner != Layout.TokenProgram && account.Owner != Layout.Token2022Program) return false;
        problem = $"{account.Key} has {account.Data.Length} bytes";
        if (account.Data.Length == size) return true;
        if (account.Owner == Layout.TokenProgram || account.Data.Length <= Layout.Extensions.First) return false;
        var data = new AccountData(account.Data.Span);
        problem = $"{account.Key} is of kind {data.U8(Layout.Extensions.AccountType)}, not {kind}";
        if (data.U8(Layout.Extensions.AccountType) != kind) return false;
        for (var at = Layout.Extensions.First; at + Layout.Extensions.Head <= data.Length;)
        {
            var type = (Extension)data.U16(at);
            if (type == Extension.Uninitialized) break;
            var length = data.U16(at + 2);
            problem = $"{account.Key}: extension {(int)type} of {length} bytes at {at} of {data.Length} does not fit or stands twice";
            if (at + Layout.Extensions.Head + length > data.Length || extensions.Exists(one => one.Type == type)) return false;
            extensions.Add((type, at + Layout.Extensions.Head, length));
            at += Layout.Extensions.Head + length;
        }

        return true;
    }
}
