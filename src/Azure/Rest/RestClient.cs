using System.Net;
using Azure;
using Azure.Identity;

namespace CrossChainOracle.Azure.Rest;

/// <summary>
/// Requests to an Azure service with a bearer token: one new token after a 401, another attempt where the service asks to come back later, nothing waits longer than
/// <see cref="RestLimits"/> says. Whatever the service does is an outcome; it throws only when cancelled by the caller. Thread-safe.
/// </summary>
public sealed class RestClient(HttpClient http, TokenCache tokens, RestLimits limits, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>An HTTP client that follows no redirects (a token is for whom the operator named), keeps no cookies and leaves time limits to <see cref="RestLimits"/>.</summary>
    public static HttpClient CreateHttp(SocketsHttpHandler? handler = null)
    {
        handler ??= new();
        (handler.AllowAutoRedirect, handler.UseCookies, handler.PooledConnectionLifetime) = (false, false, TimeSpan.FromMinutes(5));
        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <param name="request">Makes the request; called once for each attempt.</param>
    /// <param name="read">Reads an answer, whatever its status; called for each one. May throw <see cref="IOException"/> and <see cref="InvalidDataException"/>: the answer is then broken.</param>
    /// <param name="isRepeatable">Whether an attempt of unknown outcome may be followed by another. Throttled ones (429, 503) always are.</param>
    public async ValueTask<RestOutcome<T>> SendAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, ValueTask<T>> read, bool isRepeatable, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var backoff = limits.FirstPause;
        while (true)
        {
            var (outcome, status, asked) = await TryAsync(request, read, ct).ConfigureAwait(false);
            var pause = asked ?? backoff;
            if (!IsWorthAnother(outcome, status, isRepeatable) || time.GetElapsedTime(started) + pause > limits.Budget) return outcome;
            await Task.Delay(pause, time, ct).ConfigureAwait(false);
            if (asked is null) backoff = backoff + backoff < LongestPause ? backoff + backoff : LongestPause;
        }
    }

    private static bool IsWorthAnother<T>(RestOutcome<T> outcome, HttpStatusCode? status, bool isRepeatable) => status switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => true,
        HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => isRepeatable,
        _ => isRepeatable && outcome is RestOutcome<T>.Broken,
    };

    private async Task<Attempt<T>> TryAsync<T>(Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, ValueTask<T>> read, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limits.Attempt, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var mayHaveArrived = false;
        try
        {
            var token = await tokens.GetAsync(either.Token).ConfigureAwait(false);
            mayHaveArrived = true;
            var response = await SendAsync(request, token, either.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                mayHaveArrived = false;
                var claims = Challenge.Claims(response.Headers.WwwAuthenticate);
                response.Dispose();
                token = await tokens.RenewAsync(token, claims, either.Token).ConfigureAwait(false);
                mayHaveArrived = true;
                response = await SendAsync(request, token, either.Token).ConfigureAwait(false);
            }

            using (response)
            {
                return new(new RestOutcome<T>.Answered(await read(response, either.Token).ConfigureAwait(false)), response.StatusCode, RetryAfter(response));
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Broken<T>(mayHaveArrived ? $"no whole answer within {limits.Attempt.TotalMilliseconds:0} ms" : $"no token within {limits.Attempt.TotalMilliseconds:0} ms", mayHaveArrived);
        }
        catch (Exception cause) when (cause is AuthenticationFailedException or RequestFailedException)
        {
            // Messages of credentials name tenants, clients and addresses.
            return Broken<T>($"no token: {cause.GetType().Name}", mayHaveArrived: false);
        }
        catch (HttpRequestException cause)
        {
            // The exception's message may name the address; its category never does.
            return Broken<T>($"http: {cause.HttpRequestError}", mayHaveArrived && !IsBeforeSending(cause.HttpRequestError));
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            return Broken<T>(cause is HttpIOException broken ? $"http: {broken.HttpRequestError}" : "the answer broke off", mayHaveArrived);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, string token, CancellationToken ct)
    {
        using var message = request();
        message.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
    }

    /// <summary>In seconds or as a date (RFC 9110, section 10.2.3).</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    private static bool IsBeforeSending(HttpRequestError error) =>
        error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static Attempt<T> Broken<T>(string reason, bool mayHaveArrived) => new(new RestOutcome<T>.Broken(reason, mayHaveArrived), null, null);

    private readonly record struct Attempt<T>(RestOutcome<T> Outcome, HttpStatusCode? Status, TimeSpan? RetryAfter);
}
