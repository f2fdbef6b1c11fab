using System.Buffers.Binary;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>An account as a node answered it.</summary>
/// <param name="Key">Its address.</param>
/// <param name="Owner">The program that alone may change its data and take its lamports.</param>
/// <param name="Lamports">10^-9 SOL.</param>
/// <param name="Executable">It is a program.</param>
/// <param name="Data">May be empty.</param>
public sealed record SolanaAccount(SolanaKey Key, SolanaKey Owner, ulong Lamports, bool Executable, ReadOnlyMemory<byte> Data)
{
    /// <summary>keccak256 over key, owner, lamports (8 bytes, little-endian), executable (1 or 0) and data. Two answers are the same account state if it is equal.</summary>
    public Hash256 Digest { get; } = DigestOf(Key, Owner, Lamports, Executable, Data.Span);

    private static Hash256 DigestOf(SolanaKey key, SolanaKey owner, ulong lamports, bool executable, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[73];
        key.CopyTo(head);
        owner.CopyTo(head[32..]);
        BinaryPrimitives.WriteUInt64LittleEndian(head[64..], lamports);
        head[72] = executable ? (byte)1 : (byte)0;
        return Keccak256.Hash(head, data);
    }
}

/// <summary>Accounts as they stood together: one state of the chain, in which nothing is counted twice because it moved while it was read.</summary>
/// <param name="Pin">When.</param>
/// <param name="Commitment">How settled.</param>
/// <param name="Accounts">Every account that was asked for; null says that there is no such account, which is a fact.</param>
/// <param name="Digest">keccak256 over the accounts' digests in the order asked; an absent one counts as its key's keccak256.</param>
public sealed record SolanaSnapshot(SlotRange Pin, Commitment Commitment, IReadOnlyDictionary<SolanaKey, SolanaAccount?> Accounts, Hash256 Digest);
