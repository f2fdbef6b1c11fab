using System.Net.Mime;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>Ethereum JSON-RPC over HTTP.</summary>
internal sealed class EvmServer(RpcHandler handler)
{
    /// <summary>Largest body that is read. An <c>aggregate3</c> of 1,000 calls has about 0.4 MB.</summary>
    public const int LargestBody = 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        if (context.Request.ContentType?.StartsWith(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException cause)
        {
            context.Response.StatusCode = cause.StatusCode;
            return;
        }

        var answer = handler.Answer(body.GetBuffer().AsSpan(0, (int)body.Length));
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await context.Response.BodyWriter.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }
}
