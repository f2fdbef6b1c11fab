using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>What readers of program accounts have in common.</summary>
internal static class Programs
{
    /// <summary>Why an account is not one of that kind; null where it is.</summary>
    public static ProgramProblem? Check(SolanaAccount account, SolanaKey program, ReadOnlySpan<byte> discriminator, int size)
    {
        if (account.Owner != program) return new(RejectionCode.WrongEmitter, $"{account.Key} is of program {account.Owner}, not {program}");
        if (account.Data.Length != size) return new(RejectionCode.Malformed, $"{account.Key} has {account.Data.Length} bytes, not {size}");
        return account.Data.Span.StartsWith(discriminator)
            ? null
            : new(RejectionCode.Malformed, $"{account.Key} is of kind {Convert.ToHexStringLower(account.Data.Span[..discriminator.Length])}, not {Convert.ToHexStringLower(discriminator)}");
    }

    /// <summary>Programs tell nothing of shares in a transaction's balances: either it could not change the holding, or its effect is not known.</summary>
    public static IReadOnlyList<SolanaEffect>? EffectsOf(SolanaHolding holding, SolanaTransaction transaction) =>
        transaction.MayChange(holding.Account, holding.Program) ? null : [];

    /// <summary>Whether there is an account: lamports that were sent to the address of one that was closed or never made do not make it one.</summary>
    public static bool Exists(SolanaAccount? account) => account is not null && !(account.Owner == default && account.Data.Length == 0);
}

/// <summary>Why an account is not used.</summary>
internal sealed record ProgramProblem(RejectionCode Code, string Detail);
