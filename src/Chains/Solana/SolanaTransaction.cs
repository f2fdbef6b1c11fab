using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>A transaction that touched an account, as <c>getSignaturesForAddress</c> lists it.</summary>
/// <param name="Signature">Its name.</param>
/// <param name="Slot">The slot it is in.</param>
/// <param name="Endpoints">How many endpoints list it. One that fewer than k know is kept: a withdrawal counts when it is seen.</param>
public sealed record SolanaTouch(SolanaSignature Signature, ulong Slot, int Endpoints);

/// <summary>The transactions of an account after a slot, oldest first.</summary>
/// <param name="Touches">Those that are known.</param>
/// <param name="Truncated">There are more than are listed, so that nothing is known about what they did.</param>
public sealed record SolanaHistory(IReadOnlyList<SolanaTouch> Touches, bool Truncated);

/// <summary>What a transaction did to balances.</summary>
/// <param name="Signature">Its name.</param>
/// <param name="Slot">The slot it is in.</param>
/// <param name="Failed">It failed: only its fee was taken.</param>
/// <param name="Accounts">Every account it named, in its order, with lamports before and after.</param>
/// <param name="Tokens">Every token account it named.</param>
public sealed record SolanaTransaction(
    SolanaSignature Signature, ulong Slot, bool Failed, IReadOnlyList<LamportChange> Accounts, IReadOnlyList<TokenChange> Tokens)
{
    /// <summary>Whether it may have changed that account's data: only the owning program can, only where the account is writable, and only if the transaction succeeded.</summary>
    public bool MayChange(SolanaKey account, SolanaKey program) =>
        !Failed && Accounts.Any(one => one.Account == account && one.Writable) && Accounts.Any(one => one.Account == program);
}

/// <summary>An account's lamports around one transaction.</summary>
public sealed record LamportChange(SolanaKey Account, bool Writable, ulong Before, ulong After);

/// <summary>A token account around one transaction; null where it was no token account then.</summary>
public sealed record TokenChange(SolanaKey Account, TokenBalance? Before, TokenBalance? After);

/// <param name="Mint">Of which token.</param>
/// <param name="Owner">The wallet that may spend it; null where an old node did not record it.</param>
/// <param name="Amount">In the token's smallest unit.</param>
public sealed record TokenBalance(SolanaKey Mint, SolanaKey? Owner, ulong Amount);
