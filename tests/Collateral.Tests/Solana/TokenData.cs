using System.Buffers.Binary;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Tests.Solana;

/// <summary>Token accounts and mints in the published layout, for the states that no recorded account shows.</summary>
internal static class TokenData
{
    public static readonly SolanaKey Token = SolanaKey.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
    public static readonly SolanaKey Token2022 = SolanaKey.Parse("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
    public static readonly SolanaKey System = SolanaKey.Parse("11111111111111111111111111111111");

    public static SolanaAccount Wallet(SolanaKey key, ulong lamports) => new(key, System, lamports, false, default);

    public static SolanaAccount Mint(SolanaKey key, byte decimals, SolanaKey? program = null, params (ushort Type, byte[] Value)[] extensions)
    {
        var data = new byte[82];
        (data[44], data[45]) = (decimals, 1);
        return new(key, program ?? Token, 1_461_600, false, Extend(data, 1, extensions));
    }

    public static SolanaAccount Account(
        SolanaKey key, SolanaKey mint, SolanaKey owner, ulong amount, SolanaKey? program = null, byte state = 1,
        (SolanaKey Delegate, ulong Amount)? delegated = null, SolanaKey? closer = null, bool native = false, params (ushort Type, byte[] Value)[] extensions)
    {
        var data = new byte[165];
        mint.CopyTo(data);
        owner.CopyTo(data.AsSpan(32));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(64), amount);
        data[108] = state;
        data[109] = native ? (byte)1 : (byte)0;
        if (delegated is { } some)
        {
            data[72] = 1;
            some.Delegate.CopyTo(data.AsSpan(76));
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(121), some.Amount);
        }

        if (closer is { } authority)
        {
            data[129] = 1;
            authority.CopyTo(data.AsSpan(133));
        }

        return new(key, program ?? Token, 2_039_280, false, Extend(data, 2, extensions));
    }

    public static byte[] Fee(ushort olderPoints, ulong olderMaximum, ushort newerPoints, ulong newerMaximum)
    {
        var value = new byte[108];
        BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(80), olderMaximum);
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(88), olderPoints);
        BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(98), newerMaximum);
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(106), newerPoints);
        return value;
    }

    private static byte[] Extend(byte[] data, byte kind, (ushort Type, byte[] Value)[] extensions) => extensions.Length == 0
        ? data
        : [.. data, .. new byte[165 - data.Length], kind, .. extensions.SelectMany(one => (byte[])[.. BitConverter.GetBytes(one.Type), .. BitConverter.GetBytes((ushort)one.Value.Length), .. one.Value])];
}
