using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>Writes accounts of SPL Token as its program does (solana-program/token, state.rs: <c>Mint</c> and <c>Account</c>).</summary>
internal static class SplAccounts
{
    public const int MintSize = 82;
    public const int AccountSize = 165;

    // Offsets in spl_token::state::Account.
    private const int Owner = 32;
    private const int Amount = 64;
    private const int State = 108;

    // Offsets in spl_token::state::Mint.
    private const int Supply = 36;
    private const int Decimals = 44;
    private const int Initialized = 45;

    public static readonly SolanaKey System = SolanaKey.Parse("11111111111111111111111111111111");
    public static readonly SolanaKey Token = SolanaKey.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

    /// <summary>A mint that nobody can freeze or mint from.</summary>
    public static byte[] Mint(byte decimals, ulong supply)
    {
        var data = new byte[MintSize];
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(Supply), supply);
        (data[Decimals], data[Initialized]) = (decimals, 1);
        return data;
    }

    /// <summary>An account without a delegate.</summary>
    public static byte[] Account(SolanaKey mint, SolanaKey owner, ulong amount)
    {
        var data = new byte[AccountSize];
        mint.CopyTo(data);
        owner.CopyTo(data.AsSpan(Owner));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(Amount), amount);
        data[State] = 1;
        return data;
    }

    /// <summary>What a token account holds; null for accounts of other kinds.</summary>
    public static SplBalance? BalanceOf(ClusterAccount? account) => account is { Data.Length: AccountSize } && account.Program == Token
        ? new(SolanaKey.From(account.Data.Span[..Owner]), SolanaKey.From(account.Data.Span[Owner..Amount]), BinaryPrimitives.ReadUInt64LittleEndian(account.Data.Span[Amount..]))
        : null;

    public static byte DecimalsOf(ClusterAccount mint) => mint.Data.Span[Decimals];
}

/// <summary>What stands in a token account.</summary>
internal sealed record SplBalance(SolanaKey Mint, SolanaKey Owner, ulong Amount);
