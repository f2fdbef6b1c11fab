using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Relay.Solana;

/// <summary>A transaction with its only signature, the fee payer's.</summary>
/// <param name="Signature">Its name.</param>
/// <param name="Bytes">As it is sent.</param>
public sealed record SignedTransaction(SolanaSignature Signature, ReadOnlyMemory<byte> Bytes);

/// <summary>The legacy message of a transaction and its signing (solana.com/docs/core/transactions).</summary>
/// <remarks>
/// A versioned message would cost two bytes and save none: programs cannot be named through a lookup table, and a posting names little else.
/// Accounts stand in the order in which the instructions first name them, as web3.js compiles them, within the four classes of the format.
/// </remarks>
public static class SolanaMessage
{
    /// <summary>IPv6's minimum transfer unit of 1,280 bytes less 48 of headers: nodes drop what is larger.</summary>
    public const int MaximumTransaction = 1_232;

    /// <summary>The bytes that are signed.</summary>
    /// <param name="payer">Of the fees.</param>
    /// <param name="blockhash">A recent one: the transaction dies with it.</param>
    /// <param name="instructions">In the order in which they run.</param>
    /// <exception cref="ArgumentException">An instruction wants a signer that is not the payer.</exception>
    public static byte[] Compile(SolanaKey payer, Hash256 blockhash, IReadOnlyList<SolanaInstruction> instructions)
    {
        var accounts = Accounts(payer, instructions);
        using var writer = new CanonicalWriter(MaximumTransaction);
        writer.U8(1);
        writer.U8(0);
        writer.U8((byte)accounts.Skip(1).Count(account => !account.Writable));
        WriteLength(writer, accounts.Count);
        foreach (var account in accounts) writer.Bytes(account.Key.ToArray());
        writer.Hash(blockhash);
        WriteLength(writer, instructions.Count);
        foreach (var instruction in instructions)
        {
            writer.U8(IndexOf(instruction.Program));
            WriteLength(writer, instruction.Accounts.Count);
            foreach (var account in instruction.Accounts) writer.U8(IndexOf(account.Key));
            WriteLength(writer, instruction.Data.Length);
            writer.Bytes(instruction.Data.Span);
        }

        return writer.ToArray();

        byte IndexOf(SolanaKey key) => (byte)accounts.FindIndex(account => account.Key == key);
    }

    public static SignedTransaction Sign(ReadOnlySpan<byte> message, ISolanaSigner payer)
    {
        var signature = payer.Sign(message);
        return new(SolanaSignature.From(signature), (byte[])[1, .. signature, .. message]);
    }

    /// <summary>A transaction of one signature, as it was sent.</summary>
    /// <exception cref="ArgumentException">Too short to be one.</exception>
    public static SignedTransaction OfSigned(ReadOnlyMemory<byte> bytes) => bytes.Length > 1 + SolanaSignature.Size
        ? new(SolanaSignature.From(bytes.Span.Slice(1, SolanaSignature.Size)), bytes)
        : throw new ArgumentException($"{bytes.Length} bytes are no transaction.", nameof(bytes));

    /// <summary>Bytes of the transaction that <see cref="Sign"/> makes of a message.</summary>
    public static int SizeOf(ReadOnlySpan<byte> message) => 1 + SolanaSignature.Size + message.Length;

    /// <summary>The payer, then what may be changed, then what may not.</summary>
    private static List<SolanaAccountUse> Accounts(SolanaKey payer, IReadOnlyList<SolanaInstruction> instructions)
    {
        var named = new List<SolanaAccountUse>();
        foreach (var instruction in instructions)
        {
            foreach (var use in instruction.Accounts.Prepend(new(instruction.Program, Signer: false, Writable: false)))
            {
                if (use.Signer && use.Key != payer) throw new ArgumentException($"{use.Key} would have to sign; only the fee payer does.", nameof(instructions));
                var at = named.FindIndex(account => account.Key == use.Key);
                if (at < 0) named.Add(use);
                else named[at] = named[at] with { Writable = named[at].Writable || use.Writable };
            }
        }

        named.RemoveAll(account => account.Key == payer);
        return [new(payer, Signer: true, Writable: true), .. named.Where(account => account.Writable), .. named.Where(account => !account.Writable)];
    }

    // "compact-u16": seven bits a byte, the lowest first, the eighth says that more follow.
    private static void WriteLength(CanonicalWriter writer, int value)
    {
        for (; value > 0x7f; value >>= 7) writer.U8((byte)(0x80 | (value & 0x7f)));
        writer.U8((byte)value);
    }
}
