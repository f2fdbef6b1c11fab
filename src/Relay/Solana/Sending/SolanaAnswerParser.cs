using System.Runtime.InteropServices;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>Results of the methods that a sender needs (solana.com/docs/rpc/http), read from untrusted JSON; never throws for it. Null: not of the form.</summary>
internal static class SolanaAnswerParser
{
    private const int MaximumError = 160;

    /// <summary>Slots and heights above this are made up; sums with them stay in range.</summary>
    private const ulong MaximumHeight = 1UL << 62;

    /// <summary>More entries of <c>getRecentPrioritizationFees</c> than nodes keep are not looked at.</summary>
    private const int MaximumFees = 150;

    /// <summary><c>getEpochInfo</c>.</summary>
    public static FinalizedHead? Head(JsonElement result) =>
        SolanaJson.TryNumber(result, "absoluteSlot", out var slot) && SolanaJson.TryNumber(result, "blockHeight", out var height) && slot < MaximumHeight && height <= slot
            ? new(slot, height)
            : null;

    /// <summary><c>getLatestBlockhash</c>.</summary>
    public static RecentBlockhash? Blockhash(JsonElement result) =>
        SolanaJson.TryMember(result, "value", JsonValueKind.Object, out var value)
        && SolanaJson.TryKey(value, "blockhash", out var hash)
        && SolanaJson.TryNumber(value, "lastValidBlockHeight", out var last) && last < MaximumHeight
            ? new(Hash256.From(hash.ToArray()), last)
            : null;

    /// <summary><c>getSignatureStatuses</c>.</summary>
    public static StatusList? Statuses(JsonElement result, int count, Endpoint endpoint)
    {
        if (!SolanaJson.TryMember(result, "context", JsonValueKind.Object, out var context) || !SolanaJson.TryNumber(context, "slot", out var slot)
            || !SolanaJson.TryMember(result, "value", JsonValueKind.Array, out var value) || value.GetArrayLength() != count)
        {
            return null;
        }

        var statuses = new List<TransactionStatus?>();
        foreach (var entry in value.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Null) statuses.Add(null);
            else if (Status(entry, endpoint) is { } status) statuses.Add(status);
            else return null;
        }

        return new(slot, statuses);
    }

    /// <summary><c>simulateTransaction</c>.</summary>
    public static Trial? Simulation(JsonElement result, Endpoint endpoint)
    {
        if (!SolanaJson.TryMember(result, "value", JsonValueKind.Object, out var value) || !value.TryGetProperty("err", out var error)) return null;
        return error.ValueKind == JsonValueKind.Null ? new Trial(null, false) : new Trial(Text(error, endpoint), IsPermanent(error));
    }

    /// <summary><c>getRecentPrioritizationFees</c>: 10^-6 lamports per unit, one of each recent slot.</summary>
    public static IReadOnlyList<ulong>? Fees(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Array) return null;
        var fees = new List<ulong>();
        foreach (var entry in result.EnumerateArray().Take(MaximumFees))
        {
            if (!SolanaJson.TryNumber(entry, "prioritizationFee", out var fee)) return null;
            fees.Add(fee);
        }

        return fees;
    }

    /// <summary><c>getBalance</c>: lamports.</summary>
    public static ulong? Balance(JsonElement result) => SolanaJson.TryNumber(result, "value", out var lamports) ? lamports : null;

    /// <summary><c>sendTransaction</c>.</summary>
    public static SolanaSignature? Signature(JsonElement result) => SolanaSignature.TryParse(JsonRpcParser.Text(result), out var signature) ? signature : null;

    private static TransactionStatus? Status(JsonElement entry, Endpoint endpoint)
    {
        if (!SolanaJson.TryNumber(entry, "slot", out var slot) || slot >= MaximumHeight || !entry.TryGetProperty("err", out var error)) return null;
        var finalized = SolanaJson.TryText(entry, "confirmationStatus", out var status) && status == "finalized";
        return new(slot, finalized, error.ValueKind == JsonValueKind.Null ? null : Text(error, endpoint));
    }

    /// <summary>As the node wrote it; what is no UTF-8 in it, which the platform refuses to read as text, is replaced.</summary>
    private static string Text(JsonElement error, Endpoint endpoint) => endpoint.Scrub(System.Text.Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(error)), MaximumError);

    /// <summary>An instruction that fails, fails again; the other errors are about the account or the moment.</summary>
    private static bool IsPermanent(JsonElement error) => error.ValueKind == JsonValueKind.Object && error.TryGetProperty("InstructionError", out _);
}
