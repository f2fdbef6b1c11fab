using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Sending;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>One endpoint, asked in the terms of a sender. Whatever it answers is a value.</summary>
internal sealed class SolanaSenderNode(JsonRpcClient client, ChainId chain)
{
    // Solana's own JSON-RPC error codes (rpc-client-api, custom_error.rs) for a transaction whose own or whose carried signatures are wrong.
    private const long BadTransactionSignature = -32003;
    private const long BadCarriedSignature = -32006;

    private volatile bool _genesisChecked;

    public Task<Told<FinalizedHead>> HeadAsync(CancellationToken cancellation) =>
        AskAsync("getEpochInfo", SolanaAnswerParser.Head, cancellation, With("commitment", "finalized"));

    public Task<Told<RecentBlockhash>> BlockhashAsync(CancellationToken cancellation) =>
        AskAsync("getLatestBlockhash", SolanaAnswerParser.Blockhash, cancellation, With("commitment", "confirmed"));

    /// <summary>The history is searched too: after a restart a transaction may be older than what nodes keep at hand.</summary>
    public async Task<Told<StatusList>> StatusesAsync(IReadOnlyList<SolanaSignature> signatures, CancellationToken cancellation)
    {
        var names = new JsonArray([.. signatures.Select(signature => (JsonNode)signature.ToString())]);
        var answer = await AskAsync("getSignatureStatuses", cancellation, names, new JsonObject { ["searchTransactionHistory"] = true }).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<StatusList>.Failed(failure);
        return SolanaAnswerParser.Statuses(answer.Value, signatures.Count, client.Endpoint) is { } statuses ? statuses : Told<StatusList>.Failed("getSignatureStatuses: not of the form");
    }

    public Task<Told<ulong>> BalanceAsync(SolanaKey account, CancellationToken cancellation) =>
        AskAsync("getBalance", SolanaAnswerParser.Balance, cancellation, account.ToString(), With("commitment", "confirmed"));

    /// <summary>What others paid who wrote to the account, 10^-6 lamports per unit.</summary>
    public async Task<Told<IReadOnlyList<ulong>>> FeesAsync(SolanaKey account, CancellationToken cancellation)
    {
        var answer = await AskAsync("getRecentPrioritizationFees", cancellation, new JsonArray(account.ToString())).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<IReadOnlyList<ulong>>.Failed(failure);
        return SolanaAnswerParser.Fees(answer.Value) is { } fees ? new Told<IReadOnlyList<ulong>>(fees, null) : Told<IReadOnlyList<ulong>>.Failed("getRecentPrioritizationFees: not of the form");
    }

    /// <summary>Runs it without consequences, signatures and all.</summary>
    public async Task<Told<Trial>> SimulateAsync(SignedTransaction transaction, CancellationToken cancellation)
    {
        var how = new JsonObject { ["encoding"] = "base64", ["sigVerify"] = true, ["commitment"] = "confirmed" };
        if (await CheckGenesisAsync(cancellation).ConfigureAwait(false) is { } wrong) return Told<Trial>.Failed(wrong);
        var answer = await client.SendAsync(new("simulateTransaction", Convert.ToBase64String(transaction.Bytes.Span), how), cancellation).ConfigureAwait(false);
        return answer switch
        {
            JsonRpcAnswer.RpcError { Code: BadTransactionSignature or BadCarriedSignature } error => new Trial(Text(error), true),
            JsonRpcAnswer.Ok ok when SolanaAnswerParser.Simulation(ok.Result, client.Endpoint) is { } trial => trial,
            JsonRpcAnswer.Ok => Told<Trial>.Failed("simulateTransaction: not of the form"),
            _ => Told<Trial>.Failed(Text(answer)),
        };
    }

    /// <summary>Hands it on once; null, or why it is not known whether it was handed on.</summary>
    public async Task<string?> SendAsync(SignedTransaction transaction, CancellationToken cancellation)
    {
        var how = new JsonObject { ["encoding"] = "base64", ["skipPreflight"] = true, ["maxRetries"] = 0 };
        var answer = await AskAsync("sendTransaction", cancellation, Convert.ToBase64String(transaction.Bytes.Span), how).ConfigureAwait(false);
        if (answer.Failure is { } failure) return failure;
        return SolanaAnswerParser.Signature(answer.Value) == transaction.Signature ? null : $"sendTransaction: answered another name than {transaction.Signature}";
    }

    private static JsonObject With(string name, string value) => new() { [name] = value };

    private async Task<Told<T>> AskAsync<T>(string method, Func<JsonElement, T?> parse, CancellationToken cancellation, params JsonNode?[] parameters)
        where T : struct
    {
        var answer = await AskAsync(method, cancellation, parameters).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<T>.Failed(failure);
        return parse(answer.Value) is { } value ? value : Told<T>.Failed($"{method}: not of the form");
    }

    private async Task<Told<JsonElement>> AskAsync(string method, CancellationToken cancellation, params JsonNode?[] parameters)
    {
        if (await CheckGenesisAsync(cancellation).ConfigureAwait(false) is { } wrong) return Told<JsonElement>.Failed(wrong);
        var answer = await client.SendAsync(new(method, parameters), cancellation).ConfigureAwait(false);
        return answer is JsonRpcAnswer.Ok ok ? ok.Result : Told<JsonElement>.Failed($"{method}: {Text(answer)}");
    }

    private async Task<string?> CheckGenesisAsync(CancellationToken cancellation)
    {
        if (_genesisChecked) return null;
        var answer = await client.SendAsync(new("getGenesisHash"), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Text(answer);
        if (!SolanaKey.TryParse(JsonRpcParser.Text(ok.Result), out var hash)) return "getGenesisHash: not a hash";
        if (SolanaReaderOptions.Genesis(chain) is not { } expected || !hash.ToString().StartsWith(expected, StringComparison.Ordinal)) return $"the endpoint is of genesis {hash}, not of {chain}";
        _genesisChecked = true;
        return null;
    }

    private static string Text(JsonRpcAnswer answer) => answer switch
    {
        JsonRpcAnswer.Failed failed => $"{failed.Code}: {failed.Detail}",
        JsonRpcAnswer.RpcError error => string.Create(CultureInfo.InvariantCulture, $"rpc error {error.Code}: {error.Message}"),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is not a failure."),
    };
}
