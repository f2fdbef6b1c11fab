using System.Globalization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.CometBft;

namespace CrossChainOracle.Chains.Cosmos;

/// <summary>One endpoint of one chain, asked in the terms of the reader.</summary>
internal sealed class CosmosNode(JsonRpcClient client, string network)
{
    private const int PageSize = 100;

    /// <summary>Scheme, host and port.</summary>
    public string Name => client.Endpoint.Name;

    /// <summary>The height of its newest block.</summary>
    public async Task<Reply<long>> HeightAsync(CancellationToken cancellation)
    {
        var answer = await client.SendAsync(JsonRpcCall.Named("status", []), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<long>(answer);
        if (!CometParser.TryParseStatus(ok.Result, out var status, out var problem)) return Malformed<long>("status", problem);
        return status.Network == network ? new(status.Height, null) : WrongChain<long>(status.Network);
    }

    /// <summary>The header at a height and the votes for it; nothing of it is verified but that it is of that chain and height.</summary>
    public async Task<Reply<SignedHeader>> CommitAsync(long height, CancellationToken cancellation)
    {
        var answer = await client.SendAsync(JsonRpcCall.Named("commit", new() { ["height"] = Text(height) }), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<SignedHeader>(answer);
        if (!CometParser.TryParseCommit(ok.Result, out var signed, out var problem)) return Malformed<SignedHeader>($"commit {height}", problem);
        if (signed.Header.ChainId != network) return WrongChain<SignedHeader>(signed.Header.ChainId);
        if (signed.Header.Height != height) return Malformed<SignedHeader>($"commit {height}", $"a header of height {signed.Header.Height}");
        return signed.Header.AppHash is null ? Malformed<SignedHeader>($"commit {height}", "a header without an app hash") : new(signed, null);
    }

    /// <summary>All validators of a height, page by page.</summary>
    public async Task<Reply<ValidatorSet>> ValidatorsAsync(long height, int maximum, CancellationToken cancellation)
    {
        var members = new List<CometValidator>();
        for (var page = 1; ; page++)
        {
            var call = JsonRpcCall.Named("validators", new() { ["height"] = Text(height), ["page"] = Text(page), ["per_page"] = Text(PageSize) });
            var answer = await client.SendAsync(call, cancellation).ConfigureAwait(false);
            if (answer is not JsonRpcAnswer.Ok ok) return Failed<ValidatorSet>(answer);
            if (!CometParser.TryParseValidators(ok.Result, out var found, out var validators, out var total, out var problem)) return Malformed<ValidatorSet>($"validators {height}", problem);
            if (found != height) return Malformed<ValidatorSet>($"validators {height}", $"they are of height {found}");
            if (total > maximum) return new(default, new(RejectionCode.Oversized, $"validators {height}: {total}, at most {maximum} are read"));
            members.AddRange(validators);
            if (members.Count < total && validators.Count > 0) continue;
            if (members.Count != total) return Malformed<ValidatorSet>($"validators {height}", $"{members.Count} of {total}");
            return ValidatorSet.TryCreate(members, out var set, out problem) ? new(set, null) : Malformed<ValidatorSet>($"validators {height}", problem);
        }
    }

    /// <summary>What keys hold after the block of a height, with proofs; one reply for each.</summary>
    public async Task<IReadOnlyList<Reply<AbciAnswer>>> QueryAsync(long height, IReadOnlyList<CosmosQuery> queries, CancellationToken cancellation)
    {
        var answers = await client.SendAllAsync([.. queries.Select(query => Call(height, query))], cancellation).ConfigureAwait(false);
        return [.. answers.Select((answer, i) => Answer(answer, height, queries[i]))];
    }

    private static JsonRpcCall Call(long height, CosmosQuery query) => JsonRpcCall.Named("abci_query", new()
    {
        ["path"] = $"/store/{query.Store}/key",
        ["data"] = Convert.ToHexString(query.Key.Span),
        ["height"] = Text(height),
        ["prove"] = true,
    });

    private static Reply<AbciAnswer> Answer(JsonRpcAnswer answer, long height, CosmosQuery query)
    {
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<AbciAnswer>(answer);
        if (!CometParser.TryParseQuery(ok.Result, out var parsed, out var problem)) return Malformed<AbciAnswer>("abci_query", problem);
        if (parsed.Code != 0) return new(default, new(RejectionCode.CallFailed, $"abci code {parsed.Code}: {parsed.Log}"));
        if (parsed.Height != height) return Malformed<AbciAnswer>("abci_query", $"an answer about height {parsed.Height}, not {height}");
        return parsed.Key.Span.SequenceEqual(query.Key.Span) ? new(parsed, null) : Malformed<AbciAnswer>("abci_query", "an answer about another key");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private Reply<T> WrongChain<T>(string found) => new(default, new(RejectionCode.WrongEmitter, $"endpoint is of chain {PlainText.Clean(found, 50)}, not {network}"));

    private static Reply<T> Malformed<T>(string what, string problem) => new(default, new(RejectionCode.Malformed, $"{what}: {problem}"));

    // CometBFT gives its reason in the error's data.
    private static Reply<T> Failed<T>(JsonRpcAnswer answer) => new(default, answer switch
    {
        JsonRpcAnswer.Failed failed => new(failed.Code, failed.Detail),
        JsonRpcAnswer.RpcError error => new(RejectionCode.CallFailed, $"rpc error {error.Code}: {error.Message}{(error.Data is { } data ? $": {data}" : string.Empty)}"),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is not a failure."),
    });
}
