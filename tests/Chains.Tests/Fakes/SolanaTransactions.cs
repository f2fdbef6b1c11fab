using System.Text.Json.Nodes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests.Fakes;

/// <summary>Results of <c>getTransaction</c> in the form nodes give them.</summary>
public static class SolanaTransactions
{
    public static string Signature(int number) => Base58.Encode([.. Enumerable.Range(0, 64).Select(i => (byte)((number * 7) + i + 1))]);

    /// <param name="signature">Its name.</param>
    /// <param name="slot">Its slot.</param>
    /// <param name="accounts">Key, whether it is writable, lamports before and after; the first signs.</param>
    /// <param name="tokens">Index among the accounts, mint, owner before and after, amount before and after; null: no token account then.</param>
    /// <param name="failed">Whether it failed.</param>
    public static JsonObject Of(
        string signature,
        ulong slot,
        IReadOnlyList<(SolanaKey Key, bool Writable, ulong Before, ulong After)> accounts,
        IReadOnlyList<(int Index, SolanaKey Mint, SolanaKey Owner, SolanaKey NewOwner, ulong? Before, ulong? After)>? tokens = null,
        bool failed = false)
    {
        var ordered = accounts.Take(1).Concat(accounts.Skip(1).Where(one => one.Writable)).Concat(accounts.Skip(1).Where(one => !one.Writable)).ToArray();
        return new()
        {
            ["slot"] = slot,
            ["blockTime"] = 1_700_000_000 + (long)slot,
            ["version"] = "legacy",
            ["meta"] = new JsonObject
            {
                ["err"] = failed ? new JsonObject { ["InstructionError"] = new JsonArray(0, "Custom") } : null,
                ["fee"] = 5000,
                ["preBalances"] = new JsonArray([.. ordered.Select(one => (JsonNode)one.Before)]),
                ["postBalances"] = new JsonArray([.. ordered.Select(one => (JsonNode)one.After)]),
                ["preTokenBalances"] = Tokens(tokens?.Where(one => one.Before is not null).Select(one => (Place(one.Index), one.Mint, one.Owner, one.Before!.Value))),
                ["postTokenBalances"] = Tokens(tokens?.Where(one => one.After is not null).Select(one => (Place(one.Index), one.Mint, one.NewOwner, one.After!.Value))),
                ["loadedAddresses"] = new JsonObject { ["writable"] = new JsonArray(), ["readonly"] = new JsonArray() },
            },
            ["transaction"] = new JsonObject
            {
                ["signatures"] = new JsonArray(signature),
                ["message"] = new JsonObject
                {
                    ["header"] = new JsonObject
                    {
                        ["numRequiredSignatures"] = 1,
                        ["numReadonlySignedAccounts"] = 0,
                        ["numReadonlyUnsignedAccounts"] = ordered.Skip(1).Count(one => !one.Writable),
                    },
                    ["accountKeys"] = new JsonArray([.. ordered.Select(one => (JsonNode)one.Key.ToString())]),
                },
            },
        };

        int Place(int index) => Array.IndexOf(ordered, accounts[index]);
    }

    private static JsonArray Tokens(IEnumerable<(int Index, SolanaKey Mint, SolanaKey Owner, ulong Amount)>? balances) => new([.. (balances ?? []).Select(one => (JsonNode)new JsonObject
    {
        ["accountIndex"] = one.Index,
        ["mint"] = one.Mint.ToString(),
        ["owner"] = one.Owner.ToString(),
        ["uiTokenAmount"] = new JsonObject { ["amount"] = one.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture), ["decimals"] = 6, ["uiAmount"] = null },
    })]);
}
