using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CrossChainOracle.Hosting.Http;

/// <summary>Answers of every host: JSON that is never cached, and RFC 9457 problem details.</summary>
public static class JsonAnswer
{
    public static IResult Ok(byte[] utf8) => Of(utf8, StatusCodes.Status200OK);

    public static IResult Of(byte[] utf8, int status) => new Bytes(utf8, status);

    public static ProblemHttpResult Refuse(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    private sealed class Bytes(byte[] utf8, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            httpContext.Response.ContentLength = utf8.Length;
            httpContext.Response.Headers.CacheControl = "no-store";
            return httpContext.Response.Body.WriteAsync(utf8, httpContext.RequestAborted).AsTask();
        }
    }
}
