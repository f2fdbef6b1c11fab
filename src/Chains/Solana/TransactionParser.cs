using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>Reads <c>getTransaction</c> in encoding <c>json</c> (solana.com/docs/rpc/json-structures) from untrusted JSON; never throws for it.</summary>
public static class TransactionParser
{
    /// <summary>A transaction names accounts by one byte.</summary>
    private const int MaximumAccounts = 256;

    public static bool TryParse(JsonElement result, SolanaSignature asked, out SolanaTransaction? transaction, out string problem)
    {
        transaction = null;
        problem = "no slot, message and meta";
        if (!SolanaJson.TryNumber(result, "slot", out var slot)
            || !SolanaJson.TryMember(result, "meta", JsonValueKind.Object, out var meta)
            || !SolanaJson.TryMember(result, "transaction", JsonValueKind.Object, out var body)
            || !SolanaJson.TryMember(body, "message", JsonValueKind.Object, out var message))
        {
            return false;
        }

        problem = $"it is not {asked}";
        if (!IsNamed(body, asked)) return false;
        problem = "its accounts are not readable";
        if (!TryParseAccounts(message, meta, out var accounts)) return false;
        problem = "its token balances are not readable";
        if (!TryParseTokens(meta, accounts, out var tokens)) return false;
        problem = string.Empty;
        transaction = new(asked, slot, !SolanaJson.IsNone(meta, "err"), accounts, tokens);
        return true;
    }

    private static bool IsNamed(JsonElement body, SolanaSignature asked) =>
        SolanaJson.TryMember(body, "signatures", JsonValueKind.Array, out var signatures) && signatures.GetArrayLength() > 0
        && JsonRpcParser.Text(signatures[0]) is { } first && SolanaSignature.TryParse(first, out var signature) && signature == asked;

    private static bool TryParseAccounts(JsonElement message, JsonElement meta, out LamportChange[] accounts)
    {
        accounts = [];
        var keys = new List<SolanaKey>();
        if (!SolanaJson.TryKeys(message, "accountKeys", keys)
            || !SolanaJson.TryMember(message, "header", JsonValueKind.Object, out var header)
            || !SolanaJson.TryNumber(header, "numRequiredSignatures", out var signers)
            || !SolanaJson.TryNumber(header, "numReadonlySignedAccounts", out var readonlySigners)
            || !SolanaJson.TryNumber(header, "numReadonlyUnsignedAccounts", out var readonlyOthers))
        {
            return false;
        }

        var named = keys.Count;
        if (named > MaximumAccounts || signers > (ulong)named || readonlySigners > signers || readonlyOthers > (ulong)named - signers) return false;

        // Addresses from lookup tables follow the message's own: first the writable, then the others.
        var writableLoaded = named;
        if (SolanaJson.TryMember(meta, "loadedAddresses", JsonValueKind.Object, out var loaded))
        {
            if (!SolanaJson.TryKeys(loaded, "writable", keys)) return false;
            writableLoaded = keys.Count;
            if (!SolanaJson.TryKeys(loaded, "readonly", keys)) return false;
        }

        if (keys.Count > MaximumAccounts || !TryBalances(meta, "preBalances", keys.Count, out var before) || !TryBalances(meta, "postBalances", keys.Count, out var after)) return false;
        accounts = [.. keys.Select((key, i) => new LamportChange(key, Writable(i), before[i], after[i]))];
        return true;

        bool Writable(int i) => i < named
            ? i < (int)(signers - readonlySigners) || (i >= (int)signers && i < named - (int)readonlyOthers)
            : i < writableLoaded;
    }

    private static bool TryBalances(JsonElement meta, string name, int count, out ulong[] balances)
    {
        balances = [];
        if (!SolanaJson.TryMember(meta, name, JsonValueKind.Array, out var members) || members.GetArrayLength() != count) return false;
        balances = new ulong[count];
        var i = 0;
        foreach (var member in members.EnumerateArray())
        {
            if (member.ValueKind != JsonValueKind.Number || !member.TryGetUInt64(out balances[i])) return false;
            i++;
        }

        return true;
    }

    private static bool TryParseTokens(JsonElement meta, LamportChange[] accounts, out TokenChange[] tokens)
    {
        tokens = [];
        var before = new Dictionary<int, TokenBalance>();
        var after = new Dictionary<int, TokenBalance>();
        if (!TryTokenBalances(meta, "preTokenBalances", accounts.Length, before) || !TryTokenBalances(meta, "postTokenBalances", accounts.Length, after)) return false;
        tokens = [.. before.Keys.Union(after.Keys).Order().Select(i => new TokenChange(accounts[i].Account, before.GetValueOrDefault(i), after.GetValueOrDefault(i)))];
        return true;
    }

    // A node that does not record balances would show every transfer as none; its answer is refused.
    private static bool TryTokenBalances(JsonElement meta, string name, int accounts, Dictionary<int, TokenBalance> balances)
    {
        if (!SolanaJson.TryMember(meta, name, JsonValueKind.Array, out var members)) return false;
        foreach (var member in members.EnumerateArray())
        {
            if (!SolanaJson.TryNumber(member, "accountIndex", out var index) || index >= (ulong)accounts
                || !SolanaJson.TryKey(member, "mint", out var mint)
                || !SolanaJson.TryMember(member, "uiTokenAmount", JsonValueKind.Object, out var amounts) || !SolanaJson.TryAmount(amounts, "amount", out var amount))
            {
                return false;
            }

            SolanaKey? owner = null;
            if (!SolanaJson.IsNone(member, "owner"))
            {
                if (!SolanaJson.TryKey(member, "owner", out var key)) return false;
                owner = key;
            }

            if (!balances.TryAdd((int)index, new(mint, owner, amount))) return false;
        }

        return true;
    }
}
