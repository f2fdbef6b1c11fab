using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Reads the results of the Solana RPC methods that are used here (solana.com/docs/rpc/http) from untrusted JSON; never throws for them.</summary>
public static class SolanaNodeParser
{
    /// <summary>Largest account that the chain allows (MAX_PERMITTED_DATA_LENGTH).</summary>
    public const int MaximumData = 10 * 1024 * 1024;

    /// <summary><c>getMultipleAccounts</c>: the context slot and, in the order asked, each account or null where there is none.</summary>
    public static bool TryParseAccounts(JsonElement result, IReadOnlyList<SolanaKey> keys, out ulong slot, out SolanaAccount?[] accounts, out string problem)
    {
        accounts = new SolanaAccount?[keys.Count];
        if (!TryParseContext(result, out slot, out var value, out problem)) return false;
        problem = $"{value.GetArrayLength()} accounts for {keys.Count} keys";
        if (value.GetArrayLength() != keys.Count) return false;
        var i = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Null)
            {
                problem = $"account {keys[i]} is not readable";
                if (!TryParseAccount(element, keys[i], out var account)) return false;
                accounts[i] = account;
            }

            i++;
        }

        problem = string.Empty;
        return true;
    }

    /// <summary><c>getTokenAccountsByOwner</c>, or <c>getProgramAccounts</c> with its context: the context slot and the addresses, each once.</summary>
    public static bool TryParseList(JsonElement result, int maximum, out ulong slot, out IReadOnlyList<SolanaKey> keys, out string problem)
    {
        keys = [];
        if (!TryParseContext(result, out slot, out var value, out problem)) return false;
        problem = $"{value.GetArrayLength()} accounts, at most {maximum} are read";
        if (value.GetArrayLength() > maximum) return false;
        problem = "an entry has no address";
        var listed = new List<SolanaKey>();
        foreach (var element in value.EnumerateArray())
        {
            if (!SolanaJson.TryKey(element, "pubkey", out var key)) return false;
            if (!listed.Contains(key)) listed.Add(key);
        }

        (keys, problem) = (listed, string.Empty);
        return true;
    }

    /// <summary><c>getSignaturesForAddress</c>: newest first.</summary>
    public static bool TryParseSignatures(JsonElement result, out IReadOnlyList<(SolanaSignature Signature, ulong Slot)> entries, out string problem)
    {
        var read = new List<(SolanaSignature, ulong)>();
        entries = read;
        problem = "not a list of signatures with their slots";
        if (result.ValueKind != JsonValueKind.Array) return false;
        var last = ulong.MaxValue;
        foreach (var element in result.EnumerateArray())
        {
            if (!SolanaJson.TryText(element, "signature", out var text) || !SolanaSignature.TryParse(text, out var signature)
                || !SolanaJson.TryNumber(element, "slot", out var slot))
            {
                return false;
            }

            problem = $"slot {slot} after slot {last}: newest must come first";
            if (slot > last) return false;
            last = slot;
            read.Add((signature, slot));
        }

        problem = string.Empty;
        return true;
    }

    private static bool TryParseContext(JsonElement result, out ulong slot, out JsonElement value, out string problem)
    {
        (slot, value, problem) = (0, default, "no context with a slot, or no list of accounts");
        return SolanaJson.TryMember(result, "context", JsonValueKind.Object, out var context) && SolanaJson.TryNumber(context, "slot", out slot)
            && SolanaJson.TryMember(result, "value", JsonValueKind.Array, out value);
    }

    private static bool TryParseAccount(JsonElement element, SolanaKey key, out SolanaAccount? account)
    {
        account = null;
        if (!SolanaJson.TryKey(element, "owner", out var owner) || !SolanaJson.TryNumber(element, "lamports", out var lamports)
            || element.TryGetProperty("executable", out var executable) is false || executable.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            || !SolanaJson.TryMember(element, "data", JsonValueKind.Array, out var data) || data.GetArrayLength() != 2
            || JsonRpcParser.Text(data[1]) != "base64" || JsonRpcParser.Text(data[0]) is not { } text || text.Length / 4 * 3 > MaximumData)
        {
            return false;
        }

        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return false;

        // Nodes of version 1.15 and later say how many bytes there are; an answer that was cut must not look like a small account.
        if (SolanaJson.TryNumber(element, "space", out var space) && space != (ulong)length) return false;
        account = new(key, owner, lamports, executable.ValueKind == JsonValueKind.True, bytes.AsMemory(0, length));
        return true;
    }
}
