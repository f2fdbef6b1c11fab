using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts.Solana;

/// <summary>Writes Solana's objects (solana.com/docs/rpc/json-structures).</summary>
internal static class ClusterJson
{
    /// <summary>A list with the slot that it was read at.</summary>
    public static RpcOutcome InContext(ClusterSlot slot, Action<Utf8JsonWriter> items) => new RpcOutcome.Result(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("context");
        writer.WriteNumber("slot", slot.Number);
        writer.WriteEndObject();
        writer.WriteStartArray("value");
        items(writer);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static void WriteAccount(Utf8JsonWriter writer, ClusterAccount? account)
    {
        if (account is null) writer.WriteNullValue();
        else Write(writer, account, account.Data);
    }

    /// <summary>An entry of a list of accounts, with that slice of its data.</summary>
    public static void WriteKeyed(Utf8JsonWriter writer, SolanaKey key, ClusterAccount account, ulong offset, ulong length)
    {
        var size = (ulong)account.Data.Length;
        var from = Math.Min(offset, size);
        writer.WriteStartObject();
        writer.WriteString("pubkey", key.ToString());
        writer.WritePropertyName("account");
        Write(writer, account, account.Data.Slice((int)from, (int)Math.Min(length, size - from)));
        writer.WriteEndObject();
    }

    public static void WriteSignatures(Utf8JsonWriter writer, IEnumerable<(ClusterSlot Slot, ClusterTransaction Transaction)> entries, ulong finalized)
    {
        writer.WriteStartArray();
        foreach (var (slot, transaction) in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("signature", transaction.Signature);
            writer.WriteNumber("slot", slot.Number);
            WriteError(writer, transaction);
            writer.WriteNull("memo");
            writer.WriteNumber("blockTime", slot.Time);
            writer.WriteString("confirmationStatus", slot.Number <= finalized ? "finalized" : "confirmed");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void WriteTransaction(Utf8JsonWriter writer, ClusterSlot slot, ClusterTransaction transaction)
    {
        writer.WriteStartObject();
        writer.WriteNumber("slot", slot.Number);
        writer.WriteNumber("blockTime", slot.Time);
        writer.WriteString("version", "legacy");
        writer.WriteStartObject("transaction");
        WriteTexts(writer, "signatures", [transaction.Signature]);
        WriteMessage(writer, transaction);
        writer.WriteEndObject();
        WriteMeta(writer, slot, transaction);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ClusterAccount account, ReadOnlyMemory<byte> data)
    {
        writer.WriteStartObject();
        WriteTexts(writer, "data", [Convert.ToBase64String(data.Span), "base64"]);
        writer.WriteBoolean("executable", account.Executable);
        writer.WriteNumber("lamports", account.Lamports);
        writer.WriteString("owner", account.Program.ToString());
        writer.WriteNumber("rentEpoch", ulong.MaxValue);
        writer.WriteNumber("space", account.Data.Length);
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, ClusterTransaction transaction)
    {
        writer.WriteStartObject("message");
        WriteTexts(writer, "accountKeys", transaction.Keys.Select(static key => key.ToString()));
        writer.WriteStartObject("header");
        writer.WriteNumber("numRequiredSignatures", 1);
        writer.WriteNumber("numReadonlySignedAccounts", 0);
        writer.WriteNumber("numReadonlyUnsignedAccounts", transaction.Action.ReadOnly);
        writer.WriteEndObject();
        writer.WriteString("recentBlockhash", SolanaKey.From(Keccak256.Hash(System.Text.Encoding.UTF8.GetBytes(transaction.Signature)).ToArray()).ToString());
        writer.WriteStartArray("instructions");
        writer.WriteStartObject();
        writer.WriteNumber("programIdIndex", transaction.Keys.Count - 1);
        writer.WriteStartArray("accounts");
        for (var i = 0; i < transaction.Keys.Count - 1; i++) writer.WriteNumberValue(i);
        writer.WriteEndArray();
        writer.WriteString("data", string.Empty);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, ClusterSlot slot, ClusterTransaction transaction)
    {
        writer.WriteStartObject("meta");
        WriteError(writer, transaction);
        writer.WriteNumber("fee", ClusterTransaction.Fee);
        WriteLamports(writer, "preBalances", transaction.Before);
        WriteLamports(writer, "postBalances", transaction.After);
        WriteTokens(writer, "preTokenBalances", slot, transaction.Before);
        WriteTokens(writer, "postTokenBalances", slot, transaction.After);
        WriteTexts(writer, "innerInstructions", []);
        WriteTexts(writer, "logMessages", []);
        writer.WriteStartObject("loadedAddresses");
        WriteTexts(writer, "writable", []);
        WriteTexts(writer, "readonly", []);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, ClusterTransaction transaction)
    {
        if (!transaction.Failed)
        {
            writer.WriteNull("err");
            return;
        }

        writer.WriteStartObject("err");
        writer.WriteStartArray("InstructionError");
        writer.WriteNumberValue(0);
        writer.WriteStringValue("InsufficientFunds");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteLamports(Utf8JsonWriter writer, string name, IEnumerable<ClusterAccount?> accounts)
    {
        writer.WriteStartArray(name);
        foreach (var account in accounts) writer.WriteNumberValue(account?.Lamports ?? 0);
        writer.WriteEndArray();
    }

    private static void WriteTokens(Utf8JsonWriter writer, string name, ClusterSlot slot, IReadOnlyList<ClusterAccount?> accounts)
    {
        writer.WriteStartArray(name);
        for (var i = 0; i < accounts.Count; i++)
        {
            if (SplAccounts.BalanceOf(accounts[i]) is not { } balance) continue;
            writer.WriteStartObject();
            writer.WriteNumber("accountIndex", i);
            writer.WriteString("mint", balance.Mint.ToString());
            writer.WriteString("owner", balance.Owner.ToString());
            writer.WriteString("programId", SplAccounts.Token.ToString());
            writer.WriteStartObject("uiTokenAmount");
            writer.WriteString("amount", balance.Amount.ToString(CultureInfo.InvariantCulture));
            writer.WriteNumber("decimals", SplAccounts.DecimalsOf(slot.State.Accounts[balance.Mint]));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
