using CrossChainOracle.Hosting.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CrossChainOracle.Functions.Serve;

/// <summary>The read interface (docs/http.md) over the ledger that Attest writes: the handlers of the embedded host, at the same routes.</summary>
public sealed class Reading(IAttestedView view)
{
    private const string Get = "get";

    [Function("Feeds")]
    public Task<IResult> FeedsAsync([HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/feeds")] HttpRequest request, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.FeedsAsync(view, cancellation));

    [Function("Latest")]
    public Task<IResult> LatestAsync([HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/feeds/{feed}/latest")] HttpRequest request, string feed, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.LatestAsync(view, feed, cancellation));

    [Function("Batch")]
    public Task<IResult> BatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/shards/{shard}/batches/{sequence}")] HttpRequest request, string shard, string sequence, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.BatchAsync(view, shard, sequence, cancellation));

    [Function("Proof")]
    public Task<IResult> ProofAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/shards/{shard}/batches/{sequence}/statements/{index}")] HttpRequest request,
        string shard,
        string sequence,
        string index,
        CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.ProofAsync(view, shard, sequence, index, cancellation));

    [Function("Accounts")]
    public Task<IResult> AccountsAsync([HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/accounts")] HttpRequest request, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.AccountsAsync(view, cancellation));

    [Function("Account")]
    public Task<IResult> AccountAsync([HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/accounts/{account}")] HttpRequest request, string account, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.AccountAsync(view, account, cancellation));

    [Function("Attesters")]
    public Task<IResult> AttestersAsync([HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "v1/attesters")] HttpRequest request, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.AttestersAsync(view, cancellation));

    [Function("Health")]
    public Task<IResult> HealthAsync([HttpTrigger(AuthorizationLevel.Anonymous, Get, Route = "health")] HttpRequest request, CancellationToken cancellation) =>
        AnswerAsync(ReadHandlers.HealthAsync(view, cancellation));

    /// <summary>A ledger that does not answer is no fault of the request, and what it said before is not passed off as new.</summary>
    private static async Task<IResult> AnswerAsync(Task<IResult> answer)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (IOException)
        {
            return JsonAnswer.Refuse(StatusCodes.Status503ServiceUnavailable, "the ledger cannot be read now");
        }
    }
}
