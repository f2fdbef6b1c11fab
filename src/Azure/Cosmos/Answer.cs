using System.Globalization;
using System.Net;
using global::Azure.Identity;
using Microsoft.Azure.Cosmos;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>What one request came to. Texts name status codes and what they mean here, never what the service said: its messages carry identities and addresses.</summary>
internal abstract record Answer
{
    private Answer() { }

    /// <param name="Item">Empty where a write was asked for.</param>
    public sealed record Done(ReadOnlyMemory<byte> Item) : Answer;

    /// <summary>404 of an item, in a container that is there.</summary>
    public sealed record Missing : Answer;

    /// <summary>409: an item of this id exists.</summary>
    public sealed record Exists : Answer;

    /// <summary>Nothing was done, and the same would be answered again.</summary>
    public sealed record Refused(string Reason) : Answer;

    /// <summary>Nothing was done; may be asked again.</summary>
    /// <param name="After">Not before; zero when the service does not say.</param>
    public sealed record NotDone(string Reason, TimeSpan After) : Answer;

    /// <summary>It may have been done.</summary>
    public sealed record Lost(string Reason) : Answer;

    // Documented substatus codes: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
    private const int ReadSessionNotAvailable = 1002;
    private const int OwnerMissing = 1003;

    public static Answer Of(HttpStatusCode status, Headers? headers, ReadOnlyMemory<byte> item, bool isWrite)
    {
        _ = int.TryParse(headers?["x-ms-substatus"], NumberStyles.None, CultureInfo.InvariantCulture, out var sub);
        var name = sub == 0 ? $"{(int)status}" : $"{(int)status}/{sub}";
        return status switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent => new Done(item),
            HttpStatusCode.Conflict => new Exists(),
            HttpStatusCode.NotFound when sub == ReadSessionNotAvailable => new NotDone($"answered {name}: behind what this client has seen", TimeSpan.Zero),
            HttpStatusCode.NotFound when isWrite || sub == OwnerMissing => new Refused($"answered {name}: the database or the container is not there"),
            HttpStatusCode.NotFound => new Missing(),
            HttpStatusCode.TooManyRequests => new NotDone($"answered {name}: more request units asked for than provisioned", RetryAfter(headers)),
            HttpStatusCode.Unauthorized => new Refused($"answered {name}: the identity's token is not accepted"),
            HttpStatusCode.Forbidden => new Refused($"answered {name}: the identity may not do this, or the network or a region that takes no writes forbids it"),
            HttpStatusCode.RequestTimeout => new Lost($"answered {name}"),
            // 449, retry with: a write met another one; 410: the partition is moving.
            (HttpStatusCode)449 or HttpStatusCode.Gone or >= HttpStatusCode.InternalServerError => new Lost($"answered {name}"),
            >= HttpStatusCode.BadRequest => new Refused($"answered {name}"),
            _ => new Lost($"answered {name}, which nobody expects"),
        };
    }

    /// <summary>An exception in place of an answer. Only where it is certain that no request left is it not lost.</summary>
    public static Answer Of(Exception cause, bool isWrite)
    {
        if (cause is CosmosException { StatusCode: not 0 } told) return Of(told.StatusCode, told.Headers, default, isWrite);
        for (var inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationFailedException) return new NotDone("no token to be had for the identity", TimeSpan.Zero);
            if (inner is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError } unsent)
            {
                return new NotDone($"not reached: {unsent.HttpRequestError}", TimeSpan.Zero);
            }
        }

        return new Lost(cause is OperationCanceledException ? "did not answer in time" : $"gave no answer: {cause.GetType().Name}");
    }

    private static TimeSpan RetryAfter(Headers? headers) =>
        int.TryParse(headers?["x-ms-retry-after-ms"], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero;
}
