using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>When two endpoints say the same about a transaction.</summary>
internal static class TransactionDigest
{
    /// <summary>keccak256 over what is used of a transaction. Its slot is left out: on two forks it is still the same transaction with its own effect.</summary>
    public static Hash256 Of(SolanaTransaction transaction)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(transaction.Signature.ToString());
        writer.Write(transaction.Failed);
        foreach (var account in transaction.Accounts)
        {
            writer.Write(account.Account.ToArray());
            writer.Write(account.Writable);
            writer.Write(account.Before);
            writer.Write(account.After);
        }

        foreach (var token in transaction.Tokens)
        {
            writer.Write(token.Account.ToArray());
            Write(writer, token.Before);
            Write(writer, token.After);
        }

        writer.Flush();
        return Keccak256.Hash(bytes.ToArray());
    }

    private static void Write(BinaryWriter writer, TokenBalance? balance)
    {
        writer.Write(balance is not null);
        if (balance is null) return;
        writer.Write(balance.Mint.ToArray());
        writer.Write((balance.Owner ?? default).ToArray());
        writer.Write(balance.Amount);
    }
}
