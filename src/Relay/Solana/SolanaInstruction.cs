using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Solana;

/// <summary>One call of a program.</summary>
/// <param name="Program">Which.</param>
/// <param name="Accounts">What it may look at, in the program's order.</param>
/// <param name="Data">In the program's own form.</param>
public sealed record SolanaInstruction(SolanaKey Program, IReadOnlyList<SolanaAccountUse> Accounts, ReadOnlyMemory<byte> Data);

/// <param name="Key">The account.</param>
/// <param name="Signer">It must have signed the transaction. The only signer of ours is the fee payer.</param>
/// <param name="Writable">The program may change it.</param>
public readonly record struct SolanaAccountUse(SolanaKey Key, bool Signer, bool Writable);

/// <summary>Programs of the runtime that a posting calls (docs.anza.xyz, "Native Programs"; spl-memo).</summary>
public static class SolanaPrograms
{
    public static readonly SolanaKey Secp256k1 = SolanaKey.Parse("KeccakSecp256k11111111111111111111111111111");
    public static readonly SolanaKey ComputeBudget = SolanaKey.Parse("ComputeBudget111111111111111111111111111111");
    public static readonly SolanaKey Memo = SolanaKey.Parse("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

    /// <param name="units">Compute units that the transaction may use, and for which the priority fee is paid.</param>
    public static SolanaInstruction UnitLimit(uint units)
    {
        var data = new byte[5];
        data[0] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(1), units);
        return new(ComputeBudget, [], data);
    }

    /// <param name="price">10^-6 lamports per unit.</param>
    public static SolanaInstruction UnitPrice(ulong price)
    {
        var data = new byte[9];
        data[0] = 3;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(1), price);
        return new(ComputeBudget, [], data);
    }

    /// <param name="tag">Any text: the program refuses what is not UTF-8, which is why statements do not travel in it.</param>
    public static SolanaInstruction MemoOf(string tag) => new(Memo, [], System.Text.Encoding.UTF8.GetBytes(tag));
}
