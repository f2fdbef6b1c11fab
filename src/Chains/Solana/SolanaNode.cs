using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Solana;

/// <summary>One endpoint of one cluster, asked in the terms of the reader.</summary>
internal sealed class SolanaNode(IJsonRpc client, SolanaReaderOptions options)
{
    // Solana's own JSON-RPC error codes (rpc-client-api, custom_error.rs), and HTTP's number reused by gateways.
    private const long Unhealthy = -32005;
    private const long BehindMinContextSlot = -32016;
    private const long TooManyRequests = 429;

    private const int SignaturesPerPage = 1000;

    private volatile bool _genesisChecked;

    /// <summary>Scheme, host and port.</summary>
    public string Name => client.Endpoint.Name;

    /// <summary>All accounts as they stood together, whatever number of requests that takes.</summary>
    public async Task<Reply<SolanaSnapshot>> AccountsAsync(IReadOnlyList<SolanaKey> keys, Commitment commitment, ulong minContextSlot, CancellationToken cancellation)
    {
        SolanaKey[][] chunks = [.. keys.Chunk(SolanaReaderOptions.MaximumKeysPerRequest)];
        var first = await ChunksAsync(chunks, commitment, minContextSlot, cancellation).ConfigureAwait(false);
        if (first.Failure is { } failure) return new(null, failure);
        var (pin, accounts) = first.Value;
        if (!pin.IsOneSlot)
        {
            // The requests were answered from different banks: what moved between two accounts may be in both. Unchanged at a second look, all stood together at the highest slot.
            var second = await ChunksAsync(chunks, commitment, pin.Highest, cancellation).ConfigureAwait(false);
            if (second.Failure is { } lost) return new(null, lost);
            for (var i = 0; i < keys.Count; i++)
            {
                if (accounts[i]?.Digest != second.Value.Accounts[i]?.Digest) return Refused<SolanaSnapshot>(RejectionCode.EndpointQuorum, $"{keys[i]} changed in {pin} while it was read");
            }

            pin = pin.Join(second.Value.Pin);
        }

        return new(new(pin, commitment, keys.Select((key, i) => (key, i)).ToDictionary(pair => pair.key, pair => accounts[pair.i]), DigestOf(keys, accounts)), null);
    }

    public async Task<Reply<ulong>> SlotAsync(Commitment commitment, CancellationToken cancellation)
    {
        var answer = await SendAsync(new("getSlot", new JsonObject { ["commitment"] = commitment.ToText() }), cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure) return new(0, failure);
        return answer.Value.ValueKind == JsonValueKind.Number && answer.Value.TryGetUInt64(out var slot) ? new(slot, null) : Refused<ulong>(RejectionCode.Malformed, "getSlot: not a slot");
    }

    /// <summary>Unix milliseconds.</summary>
    public async Task<Reply<long>> TimeAsync(ulong slot, CancellationToken cancellation)
    {
        var answer = await SendAsync(new("getBlockTime", slot), cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure) return new(0, failure);
        return answer.Value.ValueKind == JsonValueKind.Number && answer.Value.TryGetInt64(out var seconds) && seconds >= 0 && seconds <= UnixTime.MaxValue / 1000
            ? new(seconds * 1000, null)
            : Refused<long>(RejectionCode.Malformed, $"getBlockTime of slot {slot}: not a time");
    }

    public async Task<Reply<IReadOnlyList<SolanaKey>>> ListAsync(SolanaQuery query, Commitment commitment, ulong minContextSlot, CancellationToken cancellation)
    {
        var answer = await SendAsync(query.ToCall(commitment, minContextSlot), cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure) return new(null, failure);
        return SolanaNodeParser.TryParseList(answer.Value, options.MaximumListed, out _, out var keys, out var problem)
            ? new(keys, null)
            : Refused<IReadOnlyList<SolanaKey>>(RejectionCode.Malformed, problem);
    }

    /// <summary>Signatures of slots after <paramref name="afterSlot"/>, newest first; truncated when there are more than the options allow.</summary>
    public async Task<Reply<(List<(SolanaSignature Signature, ulong Slot)> Entries, bool Truncated)>> SignaturesAsync(
        SolanaKey account, ulong afterSlot, ulong minContextSlot, CancellationToken cancellation)
    {
        var entries = new List<(SolanaSignature Signature, ulong Slot)>();
        while (true)
        {
            var limit = Math.Min(SignaturesPerPage, options.MaximumSignatures - entries.Count);
            var range = new JsonObject { ["limit"] = limit, ["commitment"] = "confirmed", ["minContextSlot"] = minContextSlot };
            if (entries.Count > 0) range["before"] = entries[^1].Signature.ToString();
            var answer = await SendAsync(new("getSignaturesForAddress", account.ToString(), range), cancellation).ConfigureAwait(false);
            if (answer.Failure is { } failure) return new(default, failure);
            if (!SolanaNodeParser.TryParseSignatures(answer.Value, out var page, out var problem) || page.Count > limit)
            {
                return Refused<(List<(SolanaSignature Signature, ulong Slot)> Entries, bool Truncated)>(RejectionCode.Malformed, $"getSignaturesForAddress: {(problem.Length > 0 ? problem : "more than asked for")}");
            }

            entries.AddRange(page.TakeWhile(entry => entry.Slot > afterSlot));
            if (page.Count < limit || page[^1].Slot <= afterSlot) return new((entries, false), null);
            if (entries.Count >= options.MaximumSignatures) return new((entries, true), null);
        }
    }

    public async Task<Reply<SolanaTransaction>> TransactionAsync(SolanaSignature signature, CancellationToken cancellation)
    {
        var how = new JsonObject { ["encoding"] = "json", ["commitment"] = "confirmed", ["maxSupportedTransactionVersion"] = 0 };
        var answer = await SendAsync(new("getTransaction", signature.ToString(), how), cancellation).ConfigureAwait(false);
        if (answer.Failure is { } failure) return new(null, failure);
        if (answer.Value.ValueKind == JsonValueKind.Null) return Refused<SolanaTransaction>(RejectionCode.Absent, $"no transaction {signature}");
        return TransactionParser.TryParse(answer.Value, signature, out var transaction, out var problem)
            ? new(transaction, null)
            : Refused<SolanaTransaction>(RejectionCode.Malformed, $"transaction {signature}: {problem}");
    }

    private static Hash256 DigestOf(IReadOnlyList<SolanaKey> keys, IReadOnlyList<SolanaAccount?> accounts)
    {
        var bytes = new byte[keys.Count * Hash256.Size];
        for (var i = 0; i < keys.Count; i++) (accounts[i]?.Digest ?? Keccak256.Hash(keys[i].ToArray())).CopyTo(bytes.AsSpan(i * Hash256.Size));
        return Keccak256.Hash(bytes);
    }

    private async Task<Reply<(SlotRange Pin, List<SolanaAccount?> Accounts)>> ChunksAsync(
        SolanaKey[][] chunks, Commitment commitment, ulong minContextSlot, CancellationToken cancellation)
    {
        if (await CheckGenesisAsync(cancellation).ConfigureAwait(false) is { } wrong) return new(default, wrong);
        var answers = await client.SendAllAsync([.. chunks.Select(chunk => Request(chunk, commitment, minContextSlot))], cancellation).ConfigureAwait(false);
        var all = new List<SolanaAccount?>();
        SlotRange? pin = null;
        for (var i = 0; i < chunks.Length; i++)
        {
            if (answers[i] is not JsonRpcAnswer.Ok ok) return new(default, Failure(answers[i]));
            if (!SolanaNodeParser.TryParseAccounts(ok.Result, chunks[i], out var slot, out var accounts, out var problem))
            {
                return Refused<(SlotRange, List<SolanaAccount?>)>(RejectionCode.Malformed, $"getMultipleAccounts: {problem}");
            }

            // A node may not know the parameter; what it says about its slot is checked.
            if (slot < minContextSlot) return Refused<(SlotRange, List<SolanaAccount?>)>(RejectionCode.Stale, $"answered from slot {slot}, asked for {minContextSlot} or later");
            pin = pin is { } known ? known.Join(SlotRange.At(slot)) : SlotRange.At(slot);
            all.AddRange(accounts);
        }

        return new((pin ?? default, all), null);
    }

    private static JsonRpcCall Request(SolanaKey[] keys, Commitment commitment, ulong minContextSlot) => new(
        "getMultipleAccounts",
        new JsonArray([.. keys.Select(key => (JsonNode)key.ToString())]),
        new JsonObject { ["encoding"] = "base64", ["commitment"] = commitment.ToText(), ["minContextSlot"] = minContextSlot });

    private async Task<Reply<JsonElement>> SendAsync(JsonRpcCall call, CancellationToken cancellation)
    {
        if (await CheckGenesisAsync(cancellation).ConfigureAwait(false) is { } wrong) return new(default, wrong);
        var answer = await client.SendAsync(call, cancellation).ConfigureAwait(false);
        return answer is JsonRpcAnswer.Ok ok ? new(ok.Result, null) : new(default, Failure(answer));
    }

    private async Task<ReadFailure?> CheckGenesisAsync(CancellationToken cancellation)
    {
        if (_genesisChecked) return null;
        var answer = await client.SendAsync(new("getGenesisHash"), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failure(answer);
        if (JsonRpcParser.Text(ok.Result) is not { } text || !SolanaKey.TryParse(text, out _)) return new(RejectionCode.Malformed, "getGenesisHash: not a hash");
        var expected = SolanaReaderOptions.Genesis(options.Chain);
        if (expected is null || !text.StartsWith(expected, StringComparison.Ordinal)) return new(RejectionCode.WrongEmitter, $"endpoint is of genesis {text}, not {expected}");
        _genesisChecked = true;
        return null;
    }

    private static ReadFailure Failure(JsonRpcAnswer answer) => answer switch
    {
        JsonRpcAnswer.Failed failed => new(failed.Code, failed.Detail),
        JsonRpcAnswer.RpcError error => new(
            error.Code switch
            {
                BehindMinContextSlot => RejectionCode.Stale,
                Unhealthy => RejectionCode.Unreachable,
                TooManyRequests => RejectionCode.RateLimited,
                _ => RejectionCode.CallFailed,
            },
            string.Create(CultureInfo.InvariantCulture, $"rpc error {error.Code}: {error.Message}")),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is not a failure."),
    };

    private static Reply<T> Refused<T>(RejectionCode code, string detail) => new(default, new(code, detail));
}
